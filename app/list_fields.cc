// SPDX-License-Identifier: Apache-2.0
#include "app/list_fields.h"

#include <iostream>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "engine/fields/catalogue.h"

namespace falco_run::app {
namespace {

const char* SupplyText(engine::Supply supply) {
  switch (supply) {
    case engine::Supply::kYes:
      return "yes";
    case engine::Supply::kPartly:
      return "partly";
    case engine::Supply::kConstant:
      return "constant";
    case engine::Supply::kNo:
      return "never has a value here";
  }
  return "";
}

std::string_view SourceOf(const engine::FieldInfo& field) {
  const std::string_view name = field.name;
  if (name.starts_with("ka.")) return "k8s_audit";
  if (name.starts_with("jevt.") || name.starts_with("json.")) return "k8s_audit";
  return "syscall";
}

nlohmann::ordered_json Describe(const engine::FieldInfo& field) {
  return {{"name", field.name},        {"type", field.type_name},
          {"list", field.list()},      {"supplied", SupplyText(field.supply)},
          {"source", SourceOf(field)}, {"description", field.description}};
}

constexpr char kTableHead[] = "\n\n| field | type | supplied | meaning |\n|---|---|---|---|\n";

}  // namespace

int ListFields(const std::string& source, bool names_only, ListFormat format) {
  if (!source.empty() && source != "syscall" && source != "k8s_audit") {
    std::cerr << "falco-run: --list=" << source << ": the sources are syscall and k8s_audit\n";
    return 2;
  }
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  const bool colour = ColourWanted();
  std::string group;
  for (const engine::FieldInfo* field : engine::Catalogue::All()) {
    if (!source.empty() && SourceOf(*field) != source) continue;
    const std::string name(field->name);
    const std::string field_group = name.substr(0, name.find('.'));
    const bool new_group = field_group != std::exchange(group, field_group);
    if (format == ListFormat::kJson) {
      if (names_only) {
        out.push_back(name);
      } else {
        out.push_back(Describe(*field));
      }
    } else if (names_only) {
      std::cout << (format == ListFormat::kMarkdown ? "* `" + name + "`" : name) << "\n";
    } else if (format == ListFormat::kMarkdown) {
      if (new_group) std::cout << "\n## " << group << kTableHead;
      std::cout << "| `" << name << "` | " << field->type_name << " | " << SupplyText(field->supply)
                << " | " << Cell(field->description) << " |\n";
    } else {
      if (new_group) std::cout << "\n" << group << ":\n";
      std::cout << "  " << Bold(name, colour) << " (" << field->type_name << ")";
      if (field->supply != engine::Supply::kYes) {
        std::cout << " [" << SupplyText(field->supply) << "]";
      }
      std::cout << "\n      " << field->description << "\n";
    }
  }
  if (format == ListFormat::kJson) std::cout << out.dump(1) << "\n";
  return 0;
}

}  // namespace falco_run::app
