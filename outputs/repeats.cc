// SPDX-License-Identifier: Apache-2.0
#include "outputs/repeats.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"

namespace falco_run::outputs {
namespace {

std::string Rfc3339(uint64_t ns) {
  return std::string(absl::FormatTime(
      "%Y-%m-%dT%H:%M:%E9SZ", absl::FromUnixNanos(static_cast<int64_t>(ns)), absl::UTCTimeZone()));
}

proto::OutputField& AddField(proto::Alert& alert, const char* name) {
  proto::OutputField& field = *alert.add_output_fields();
  field.set_name(name);
  return field;
}

}  // namespace

Repeats::Repeats(RepeatsOptions options, Emit emit)
    : options_(std::move(options)), emit_(std::move(emit)), thread_([this] { Run(); }) {}

Repeats::~Repeats() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

std::string Repeats::KeyOf(const proto::Alert& alert) const {
  // Lengths keep apart what would look the same when it is put together.
  std::string key;
  const auto add = [&](const std::string& part) {
    key.append(std::to_string(part.size())).append(":").append(part);
  };
  add(alert.rule());
  for (const std::string& name : options_.fields) {
    for (const proto::OutputField& field : alert.output_fields()) {
      if (field.name() == name) add(field.SerializeAsString());
    }
    key += ';';
  }
  return key;
}

bool Repeats::Hold(const proto::Alert& alert) {
  const std::string key = KeyOf(alert);
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto now = Clock::now();
  const auto it = kinds_.find(key);
  if (it == kinds_.end()) {
    if (kinds_.size() < kMostKinds) {
      kinds_[key].end = now + options_.window;
      if (kinds_.size() == 1) wake_.notify_all();
    }
    return false;
  }
  Kind& kind = it->second;
  if (kind.repeats++ == 0) kind.first_ns = alert.time_ns();
  kind.last = alert;
  ++held_;
  return true;
}

proto::Alert Repeats::Summarize(Kind kind) const {
  proto::Alert alert = std::move(kind.last);
  const auto seconds = std::chrono::duration<double>(options_.window).count();
  alert.set_message(alert.message() + absl::StrFormat(" (x %d in %g s)", kind.repeats, seconds));
  alert.clear_output();
  AddField(alert, "repeat.count").set_unsigned_number(kind.repeats);
  AddField(alert, "repeat.first_time").set_text(Rfc3339(kind.first_ns));
  AddField(alert, "repeat.last_time").set_text(Rfc3339(alert.time_ns()));
  std::sort(alert.mutable_output_fields()->begin(), alert.mutable_output_fields()->end(),
            [](const auto& a, const auto& b) { return a.name() < b.name(); });
  return alert;
}

std::vector<proto::Alert> Repeats::TakeEnded(Clock::time_point now) {
  std::vector<proto::Alert> ended;
  for (auto it = kinds_.begin(); it != kinds_.end();) {
    if (it->second.end > now) {
      ++it;
      continue;
    }
    if (it->second.repeats != 0) ended.push_back(Summarize(std::move(it->second)));
    it = kinds_.erase(it);
  }
  return ended;
}

void Repeats::Flush() {
  std::vector<proto::Alert> ended;
  {
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait(lock, [this] { return !emitting_; });
    ended = TakeEnded(Clock::time_point::max());
  }
  for (const proto::Alert& alert : ended) emit_(alert);
}

void Repeats::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_) {
    if (kinds_.empty()) {
      wake_.wait(lock, [this] { return stopping_ || !kinds_.empty(); });
      continue;
    }
    auto next = Clock::time_point::max();
    for (const auto& [key, kind] : kinds_) next = std::min(next, kind.end);
    // Windows that end within a moment of each other are ended together.
    next += std::min<Clock::duration>(options_.window / 100, std::chrono::milliseconds(100));
    wake_.wait_until(lock, next, [this] { return stopping_; });
    if (stopping_) return;
    const std::vector<proto::Alert> ended = TakeEnded(Clock::now());
    emitting_ = true;
    lock.unlock();
    for (const proto::Alert& alert : ended) emit_(alert);
    lock.lock();
    emitting_ = false;
    wake_.notify_all();
  }
}

uint64_t Repeats::held() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return held_;
}

}  // namespace falco_run::outputs
