// SPDX-License-Identifier: Apache-2.0
#include "app/list_rules.h"

#include <algorithm>
#include <iostream>
#include <utility>

#include "app/render.h"
#include "app/rule_details.h"
#include "app/selected_rules.h"

namespace falco_run::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kNameWidth = 50;
constexpr size_t kTextWidth = 60;
constexpr size_t kDetailIndent = 14;
constexpr size_t kDetailWidth = 96;

std::string Joined(const Json& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name.get<std::string>();
  return out;
}

// "Warning; syscall; tags: container, process; disabled"
std::string Facts(const Json& info) {
  std::string out = info["priority"].get<std::string>() + "; " + info["source"].get<std::string>();
  if (!info["tags"].empty()) out += "; tags: " + Joined(info["tags"]);
  if (!info["enabled"].get<bool>()) out += "; disabled";
  return out;
}

void TwoColumns(const std::string& left, const std::string& shown, const std::string& right) {
  std::cout << shown << std::string(left.size() < kNameWidth ? kNameWidth - left.size() : 0, ' ')
            << " " << right << "\n";
}

void RuleRow(const Json& info, bool colour) {
  const std::string name = info["name"];
  const std::string description = info["description"];
  TwoColumns(name, Bold(name, colour), Wrap(description, kTextWidth, kNameWidth + 1));
  TwoColumns("", "", Wrap("[" + Facts(info) + "]", kTextWidth, kNameWidth + 1) + "\n");
}

void Detail(const char* what, const std::string& text, bool colour) {
  if (text.empty()) return;
  const std::string label = std::string(what) + ":";
  std::cout << Bold(label, colour) << std::string(kDetailIndent - label.size(), ' ')
            << Wrap(text, kDetailWidth, kDetailIndent) << "\n";
}

void DetailsText(const Json& rule, bool colour) {
  const Json& info = rule["info"];
  const Json& details = rule["details"];
  Detail("condition", info["condition"], colour);
  Detail("output", info["output"], colour);
  Detail("macros", Joined(details["macros"]), colour);
  Detail("lists", Joined(details["lists"]), colour);
  Detail("exceptions", Joined(details["exception_names"]), colour);
  Detail("fields", Joined(details["condition_fields"]), colour);
  Detail("events", Joined(details["events"]), colour);
}

void Text(const Json& rules, bool details) {
  const bool colour = ColourWanted();
  TwoColumns("Rule", "Rule", "Description");
  TwoColumns("----", "----", "-----------");
  for (const Json& rule : rules) {
    RuleRow(rule["info"], colour);
    if (details) DetailsText(rule, colour);
  }
}

// A row of a list of facts; nothing where there is none.
void Fact(const char* what, const std::string& text) {
  if (!text.empty()) std::cout << "* " << what << ": " << text << "\n";
}

std::string Code(const Json& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "`" : ", `") + name.get<std::string>() + "`";
  return out;
}

void DetailsMarkdown(const Json& rule) {
  const Json& info = rule["info"];
  const Json& details = rule["details"];
  std::cout << "# " << info["name"].get<std::string>() << "\n\n"
            << Cell(info["description"].get<std::string>()) << "\n\n"
            << "```yaml\ncondition: " << Wrap(info["condition"].get<std::string>(), kDetailWidth, 2)
            << "\noutput: " << Wrap(info["output"].get<std::string>(), kDetailWidth, 2)
            << "\n```\n\n";
  Fact("priority", info["priority"]);
  Fact("source", info["source"]);
  Fact("tags", Joined(info["tags"]));
  Fact("enabled", info["enabled"].get<bool>() ? "yes" : "no");
  Fact("macros", Code(details["macros"]));
  Fact("lists", Code(details["lists"]));
  Fact("exceptions", Code(details["exception_names"]));
  Fact("fields", Code(details["condition_fields"]));
  Fact("events", Code(details["events"]));
}

void Markdown(const Json& rules) {
  std::cout << "| rule | priority | source | tags | enabled | description |\n"
            << "|---|---|---|---|---|---|\n";
  for (const Json& rule : rules) {
    const Json& info = rule["info"];
    std::cout << "| " << Cell(info["name"].get<std::string>()) << " | "
              << info["priority"].get<std::string>() << " | " << info["source"].get<std::string>()
              << " | " << Joined(info["tags"]) << " | "
              << (info["enabled"].get<bool>() ? "yes" : "no") << " | "
              << Cell(info["description"].get<std::string>()) << " |\n";
  }
}

}  // namespace

int ListRules(const std::vector<std::string>& files, const Config& config, const std::string& name,
              ListFormat format) {
  const auto loaded = LoadSelectedRules(files, config, AppendsSuggestedOutput(config));
  if (!loaded) return 1;
  Json described;
  if (name.empty()) {
    described = DescribeRules(*loaded, config.static_fields);
  } else {
    const auto& rules = loaded->rules;
    const auto rule =
        std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.name == name; });
    if (rule == rules.end()) {
      std::cerr << "falco-run: rule \"" << name << "\" is not loaded; 'falco-run -L' lists those "
                << "that are\n";
      return 1;
    }
    described = DescribeRule(*loaded, *rule, config.static_fields);
  }
  switch (format) {
    case ListFormat::kJson:
      std::cout << described.dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
      break;
    case ListFormat::kText:
      Text(described["rules"], !name.empty());
      break;
    case ListFormat::kMarkdown:
      if (name.empty()) {
        Markdown(described["rules"]);
      } else {
        DetailsMarkdown(described["rules"][0]);
      }
      break;
  }
  return 0;
}

}  // namespace falco_run::app
