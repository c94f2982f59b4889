// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/stated_fields.h"

#include <algorithm>
#include <memory>
#include <set>

#include "engine/describe/host_name_description.h"
#include "engine/describe/yaml_text.h"
#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"
#include "engine/format/field_text.h"
#include "engine/program/value_table.h"
#include "engine/state/process_table.h"

namespace falco_run::engine {
namespace {

// Names joined by '|' (flags) or blanks (capabilities) count in any order, "0644" and "420" are
// one number, and a directory may end with a slash.
bool SameText(const std::string& stated, const std::string& actual) {
  if (stated == actual || stated + "/" == actual) return true;
  const bool capabilities = stated.starts_with("CAP_");
  if (capabilities || stated.find('|') != stated.npos) {
    const auto split = [capabilities](const std::string& text) {
      std::set<std::string> names;
      for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find(capabilities ? ' ' : '|', begin), text.size());
        names.insert(text.substr(begin, end - begin));
        begin = end + 1;
      }
      return names;
    };
    return split(stated) == split(actual);
  }
  const auto a = ReadInteger(YAML::Node(stated));
  const auto b = ReadInteger(YAML::Node(actual));
  return a.ok() && b.ok() && *a == *b;
}

bool OneReadsAs(const Value& v, const ValueExpr& expr, const YAML::Node& value,
                std::string& actual) {
  if (value.IsNull()) {
    if (v.null() || Printed(v).null()) return true;
  } else if (!v.present()) {
    if (v.null()) {
      actual = "null";
      return false;
    }
    return true;  // only the outcome, which the description leaves open, can tell
  }
  AppendFieldText(v, expr, actual);
  if (value.IsNull()) return false;
  if (SameText(value.Scalar(), actual)) return true;
  // Both ends of a connection.
  for (uint32_t i = 0; v.shape != Value::Shape::kOne && i < v.count; ++i) {
    std::string item;
    AppendFieldText(v.items[i], expr, item);
    if (SameText(value.Scalar(), item)) return true;
  }
  return false;
}

}  // namespace

bool ReadsAs(const Scene& scene, const StatedField& stated, std::string* actual) {
  ProcessTable processes;
  for (auto p = scene.chain.rbegin(); p != scene.chain.rend(); ++p) processes.OnProcess(*p);
  EventContext context(processes);
  ValueTable values(*Catalogue::ForSource("syscall"));
  const ValueTable::Added added = values.AddField({stated.name, stated.arg}, {});
  if (added.error) return false;
  if (!scene.hostname.empty()) {
    proto::Start start;
    start.set_hostname(scene.hostname);
    context.SetStart(start);
  }
  const auto names = std::make_shared<HostNameTable>();
  AddHostNames(scene, *names);
  context.SetHostNames(std::make_shared<FixedHostNames>(names));
  context.Begin(scene.event);
  values.Begin(context);
  const ValueTable::Reading& reading = values.Read(added.id);
  actual->clear();
  if (OneReadsAs(reading.value[0], values.expr(added.id), stated.value, *actual)) return true;
  if (!reading.dual) return false;
  std::string other;
  return OneReadsAs(reading.value[1], values.expr(added.id), stated.value, other);
}

absl::Status CheckStatedFields(const Scene& scene) {
  for (const StatedField& stated : scene.stated) {
    std::string actual;
    if (ReadsAs(scene, stated, &actual)) continue;
    const std::string name = stated.name + (stated.arg ? "[" + *stated.arg + "]" : "");
    std::string message = name + " cannot be " +
                          (stated.value.IsNull() ? "null" : "'" + stated.value.Scalar() + "'") +
                          " for this event: ";
    message += actual == "null" ? "rules read no value here" : "rules read '" + actual + "'";
    return Mistake(stated.mark, message + "; other parts of the description say so");
  }
  return absl::OkStatus();
}

}  // namespace falco_run::engine
