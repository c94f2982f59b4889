// SPDX-License-Identifier: Apache-2.0
#include "app/top_view.h"

#include <algorithm>
#include <cstdio>
#include <map>

namespace falco_run::app {
namespace {

constexpr int kNameWidth = 34;

// At most `width` characters of UTF-8, none of which moves the cursor.
std::string Clean(const std::string& text, size_t width) {
  std::string clean;
  size_t characters = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues = (byte & 0xC0) == 0x80;
    if (!continues && ++characters > width) break;
    clean += byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  return clean;
}

// Cut or filled up with blanks.
std::string Cell(const std::string& text, int width) {
  std::string cell = Clean(text, static_cast<size_t>(width));
  const auto used = static_cast<int>(
      std::count_if(cell.begin(), cell.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  cell.append(static_cast<size_t>(std::max(0, width - used)), ' ');
  return cell;
}

std::string Right(const std::string& text, int width) {
  const auto size = static_cast<int>(text.size());
  return std::string(static_cast<size_t>(std::max(0, width - size)), ' ') + text;
}
std::string Right(uint64_t number, int width) { return Right(std::to_string(number), width); }

std::string Rate(double rate) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", rate);
  return text;
}

std::string Duration(uint64_t seconds) {
  char text[64];
  std::snprintf(text, sizeof text, "%llu:%02llu:%02llu",
                static_cast<unsigned long long>(seconds / 3600),
                static_cast<unsigned long long>(seconds / 60 % 60),
                static_cast<unsigned long long>(seconds % 60));
  return text;
}

struct Row {
  std::string name;
  std::string middle;  // behind the name
  uint64_t count = 0;
  uint64_t alerts = 0;
  double rate = 0;
};

void Sort(TopOrder order, std::vector<Row>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [order](const Row& a, const Row& b) {
    switch (order) {
      case TopOrder::kRate:
        if (a.rate != b.rate) return a.rate > b.rate;
        return a.count > b.count;
      case TopOrder::kCount:
        return a.count > b.count;
      case TopOrder::kAlerts:
        return a.alerts > b.alerts;
      case TopOrder::kName:
        break;
    }
    return a.name < b.name;
  });
}

class View {
 public:
  View(const TopStatus& now, const TopStatus* before, const TopLayout& layout)
      : now_(now), before_(before), layout_(layout) {
    const uint64_t since = before != nullptr ? before->time_ns : now.start_ns;
    seconds_ = std::max(static_cast<double>(now.time_ns - since) / 1e9, 1e-3);
  }

  std::vector<std::string> Render() {
    const std::vector<std::string> outputs = Outputs(), spots = BlindSpots();
    std::vector<Row> processes = Processes(), rules = Rules();
    Sort(layout_.order, processes);
    Sort(layout_.order, rules);
    AddTotals();
    // Each section has a blank line and a heading; the rest is shared out, rules first, as there
    // are fewer.
    constexpr size_t kHeadings = 4;
    const size_t fixed = lines_.size() + outputs.size() + spots.size() + kHeadings;
    const size_t room = layout_.height > fixed ? layout_.height - fixed : 0;
    const size_t most_rules = std::min(
        rules.size(), std::max(room / 3, room > processes.size() ? room - processes.size() : 0));
    const size_t most_processes = std::min(processes.size(), room - most_rules);
    AddRows(Cell("PROCESSES", kNameWidth) + Right("RUNNING", 13) + Right("EVENTS", 12) +
                Right("/s", 10) + Right("ALERTS", 10),
            processes, most_processes, true);
    AddRows(Cell("RULES", kNameWidth) + "  " + Cell("PRIORITY", 13) + Right("", 10) +
                Right("/s", 10) + Right("ALERTS", 10),
            rules, most_rules, false);
    lines_.insert(lines_.end(), outputs.begin(), outputs.end());
    lines_.insert(lines_.end(), spots.begin(), spots.end());
    if (lines_.size() > layout_.height) lines_.resize(layout_.height);
    return std::move(lines_);
  }

 private:
  double PerSecond(uint64_t now, uint64_t before) const {
    return static_cast<double>(now - std::min(now, before)) / seconds_;
  }
  void Add(const std::string& line) { lines_.push_back(Clean(line, layout_.width)); }
  // Escape sequences have no width.
  std::string Heading(const std::string& line) const {
    return layout_.palette.bold + Clean(line, layout_.width) + layout_.palette.reset;
  }

  void AddTotals() {
    uint64_t lost = 0;
    for (const TopStatus::Output& output : now_.outputs) lost += output.failed + output.dropped;
    lines_.push_back(Heading("falco-run " + now_.version + " on " + Clean(now_.hostname, 64) +
                             ", backend " + now_.backend + ", up " +
                             Duration((now_.time_ns - now_.start_ns) / 1'000'000'000)));
    Add("calls " + std::to_string(now_.calls) + " (" +
        Rate(PerSecond(now_.calls, before_ == nullptr ? 0 : before_->calls)) + "/s)   events " +
        std::to_string(now_.events) + " (" +
        Rate(PerSecond(now_.events, before_ == nullptr ? 0 : before_->events)) + "/s)   alerts " +
        std::to_string(now_.alerts) + " (" +
        Rate(PerSecond(now_.alerts, before_ == nullptr ? 0 : before_->alerts)) + "/s)   lost " +
        std::to_string(lost));
  }

  std::vector<Row> Processes() const {
    std::map<std::string, uint64_t> before;
    if (before_ != nullptr) {
      for (const auto& process : before_->processes) before[process.name] = process.events;
    }
    std::vector<Row> rows;
    for (const auto& process : now_.processes) {
      rows.push_back({process.name, Right(process.running, 13) + Right(process.events, 12),
                      process.events, process.alerts,
                      PerSecond(process.events, before[process.name])});
    }
    return rows;
  }

  std::vector<Row> Rules() const {
    std::map<std::string, uint64_t> before;
    if (before_ != nullptr) {
      for (const auto& rule : before_->rules) before[rule.name] = rule.alerts;
    }
    std::vector<Row> rows;
    for (const auto& rule : now_.rules) {
      rows.push_back({rule.name, "  " + Cell(rule.priority, 13) + Right("", 10), rule.alerts,
                      rule.alerts, PerSecond(rule.alerts, before[rule.name])});
    }
    return rows;
  }

  void AddRows(const std::string& heading, const std::vector<Row>& rows, size_t most,
               bool dims_idle) {
    lines_.emplace_back();
    lines_.push_back(Heading(heading));
    for (size_t i = 0; i < most; ++i) {
      const Row& row = rows[i];
      Add(Cell(row.name, kNameWidth) + row.middle + Right(Rate(row.rate), 10) +
          Right(row.alerts, 10));
      if (dims_idle && row.rate == 0) {
        lines_.back() = layout_.palette.dim + lines_.back() + layout_.palette.reset;
      }
    }
  }

  std::vector<std::string> Outputs() const {
    std::vector<std::string> lines;
    if (now_.outputs.empty()) return lines;
    lines.emplace_back();
    lines.push_back(Heading(Cell("OUTPUTS", 20) + Right("WAITING", 9) + Right("DELIVERED", 11) +
                            Right("FAILED", 9) + Right("DROPPED", 9) + Right("RETRIED", 9) +
                            "  LAST ERROR"));
    for (const auto& output : now_.outputs) {
      const std::string line =
          Clean(Cell(output.name, 20) + Right(output.waiting, 9) + Right(output.delivered, 11) +
                    Right(output.failed, 9) + Right(output.dropped, 9) + Right(output.retried, 9) +
                    "  " + output.last_error,
                layout_.width);
      const bool bad = output.failed + output.dropped != 0;
      lines.push_back(bad ? layout_.palette.bad + line + layout_.palette.reset : line);
    }
    return lines;
  }

  std::vector<std::string> BlindSpots() const {
    std::vector<std::string> lines;
    if (now_.blind_spots.empty()) return lines;
    lines.emplace_back();
    lines.push_back(Heading("BLIND SPOTS"));
    for (const auto& [sentence, count] : now_.blind_spots) {
      lines.push_back(Clean(std::to_string(count) + " x " + sentence, layout_.width));
    }
    return lines;
  }

  const TopStatus& now_;
  const TopStatus* const before_;
  const TopLayout& layout_;
  double seconds_ = 1;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> RenderTop(const TopStatus& now, const TopStatus* before,
                                   const TopLayout& layout) {
  return View(now, before, layout).Render();
}

}  // namespace falco_run::app
