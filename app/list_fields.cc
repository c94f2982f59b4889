// SPDX-License-Identifier: Apache-2.0
#include "app/list_fields.h"

#include <iostream>
#include <nlohmann/json.hpp>
#include <string_view>

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

}  // namespace

int ListFields(const std::string& source, bool json) {
  if (!source.empty() && source != "syscall" && source != "k8s_audit") {
    std::cerr << "falco-run: --list=" << source << ": the sources are syscall and k8s_audit\n";
    return 2;
  }
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  std::string group;
  for (const engine::FieldInfo* field : engine::Catalogue::All()) {
    if (!source.empty() && SourceOf(*field) != source) continue;
    if (json) {
      out.push_back({{"name", field->name},
                     {"type", field->type_name},
                     {"list", field->list()},
                     {"supplied", SupplyText(field->supply)},
                     {"source", SourceOf(*field)},
                     {"description", field->description}});
      continue;
    }
    const std::string name = field->name;
    const std::string field_group = name.substr(0, name.find('.'));
    if (field_group != group) {
      group = field_group;
      std::cout << "\n" << group << ":\n";
    }
    std::cout << "  " << name << " (" << field->type_name << ")";
    if (field->supply != engine::Supply::kYes)
      std::cout << " [" << SupplyText(field->supply) << "]";
    std::cout << "\n      " << field->description << "\n";
  }
  if (json) std::cout << out.dump(1) << "\n";
  return 0;
}

}  // namespace falco_run::app
