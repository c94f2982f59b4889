// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/event_fields.h"

#include <errno.h>
#include <fcntl.h>

#include "absl/time/time.h"
#include "engine/describe/argument.h"
#include "engine/describe/container_description.h"
#include "engine/describe/event_defaults.h"
#include "engine/describe/fd_description.h"
#include "engine/describe/host_name_description.h"
#include "engine/describe/process_description.h"
#include "engine/describe/stated_fields.h"
#include "engine/events/event_table.h"
#include "engine/fields/catalogue.h"
#include "text/suggest.h"

namespace falco_run::engine {
namespace {

const std::vector<std::string>& PartNames() {
  static const auto* const names = new std::vector<std::string>{
      "type", "args", "res", "time", "process", "container", "fd", "hostname"};
  return *names;
}

std::vector<std::string> EventNames() {
  std::vector<std::string> names;
  for (int i = 2; i < proto::EventType_ARRAYSIZE; ++i) {
    if (!proto::EventType_IsValid(i)) continue;
    const auto type = static_cast<proto::EventType>(i);
    names.emplace_back(GetEventInfo(type).name);
  }
  return names;
}

absl::Status SetType(const YAML::Node& value, Scene& scene) {
  auto name = ReadText(value);
  if (!name.ok()) return name.status();
  if (const auto type = FindEventType(*name)) {
    scene.event.set_type(*type);
  } else if (IsKnownEventName(*name)) {
    scene.event.set_type(proto::EVENT_GENERIC);
    scene.event.set_name(*name);
  } else {
    return Mistake(value, "unknown event type '" + *name + "'" + Suggestion(*name, EventNames()));
  }
  return absl::OkStatus();
}

// Nanoseconds since the epoch, or 2026-01-31T12:00:00Z.
absl::Status SetTime(const YAML::Node& value, Scene& scene) {
  auto text = ReadText(value);
  if (!text.ok()) return text.status();
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, *text, &time, &error)) {
    scene.event.set_time_ns(static_cast<uint64_t>(absl::ToUnixNanos(time)));
    return absl::OkStatus();
  }
  auto number = ReadInteger(value);
  if (!number.ok() || *number <= 0) {
    return Mistake(value, "'" + *text +
                              "' is no time: write 2026-01-31T12:00:00Z or nanoseconds "
                              "since the epoch");
  }
  scene.event.set_time_ns(static_cast<uint64_t>(*number));
  return absl::OkStatus();
}

// A field's name and the argument in its brackets.
struct FieldName {
  std::string name;
  std::optional<std::string> arg;
};

FieldName SplitField(const std::string& text) {
  const size_t bracket = text.find('[');
  if (bracket == text.npos || !text.ends_with("]")) return {text, std::nullopt};
  std::string arg = text.substr(bracket + 1, text.size() - bracket - 2);
  if (arg.size() >= 2 && (arg[0] == '"' || arg[0] == '\'') && arg.back() == arg[0]) {
    arg = arg.substr(1, arg.size() - 2);
  }
  return {text.substr(0, bracket), arg};
}

// evt.is_open_read and its like choose the flags of an open.
absl::StatusOr<bool> DescribeOpenKind(const std::string& field, const YAML::Node& value,
                                      Scene& scene) {
  const bool kinds = field == "evt.is_open_read" || field == "evt.is_open_write" ||
                     field == "evt.is_open_exec" || field == "evt.is_open_create";
  if (!kinds) return false;
  auto wanted = ReadBool(value);
  if (!wanted.ok()) return wanted.status();
  if (!IsOpen(scene.event.type())) return true;  // they are false for all others
  if (field == "evt.is_open_read") scene.open_read = *wanted;
  if (field == "evt.is_open_read" && !*wanted) scene.open_write = true;
  if (field == "evt.is_open_write") scene.open_write = scene.open_write || *wanted;
  if (field == "evt.is_open_write" && !*wanted) scene.open_read = true;
  const bool creates = field == "evt.is_open_exec" || field == "evt.is_open_create";
  if (field == "evt.is_open_create") scene.event.set_created(*wanted);
  if (!creates || !*wanted) return true;
  if (scene.event.type() != proto::EVENT_CREAT) {
    proto::Argument& flags = scene.Arg(proto::PARAM_FLAGS);
    flags.set_number(flags.number() | O_CREAT);
  }
  if (field == "evt.is_open_exec") scene.Arg(proto::PARAM_MODE).set_number(0755);
  return true;
}

// evt.res, evt.rawres and evt.failed.
absl::StatusOr<bool> DescribeOutcome(const std::string& field, const YAML::Node& value,
                                     Scene& scene) {
  if (field == "evt.res" || field == "evt.rawres") {
    if (absl::Status s = DescribeResult(value, scene); !s.ok()) return s;
    return true;
  }
  if (field != "evt.failed") return false;
  auto failed = ReadBool(value);
  if (!failed.ok()) return failed.status();
  if (*failed && !scene.result) scene.result = -EPERM;
  return true;
}

// fs.path.name and the like show an argument that depends on the event: the one that reads so.
absl::StatusOr<bool> DescribePath(const YamlEntry& entry, const FieldName& field, Scene& scene) {
  if (!field.name.starts_with("fs.path.") && field.name != "evt.abspath") return false;
  auto text = ReadText(entry.value);
  if (!text.ok()) return text.status();
  Scene trial = scene;
  trial.event.set_outcome(proto::OUTCOME_KNOWN);
  trial.event.set_result(0);
  std::string actual;
  const StatedField stated = {field.name, field.arg, entry.value, entry.key.Mark()};
  for (const ParamInfo& param : GetParams(scene.event.type())) {
    const bool path = param.type == ParamType::kPath || param.type == ParamType::kRelPath ||
                      param.type == ParamType::kString;
    if (!path || scene.HasArg(param.param)) continue;
    Scene attempt = trial;
    attempt.Arg(param.param).set_text(*text);
    if (!ReadsAs(attempt, stated, &actual)) continue;
    scene.Arg(param.param).set_text(*text);
    return true;
  }
  return true;  // the comparison with what rules read says what is wrong
}

absl::Status DescribeField(const YamlEntry& entry, Scene& scene) {
  const FieldName field = SplitField(entry.name);
  const Catalogue::Found found = Catalogue::ForSource("syscall")->Find(field.name, field.arg);
  if (!found.use) {
    std::vector<std::string> names;
    for (const FieldInfo* info : Catalogue::All()) names.emplace_back(info->name);
    const std::string hint = Suggestion(field.name, names);
    if (hint.empty()) return Mistake(entry.key, found.error);
    return Mistake(entry.key, "there is no field '" + entry.name + "'" + hint);
  }
  if (!entry.value.IsScalar() && !entry.value.IsNull() && field.name != "proc.args" &&
      field.name != "proc.env") {
    return Mistake(entry.value, entry.name + ": a single value is expected");
  }
  // What is read back is compared; lists and times are written in other ways than they are read.
  const bool comparable = entry.value.IsScalar() || entry.value.IsNull();
  if (comparable) {
    scene.stated.push_back({field.name, field.arg, entry.value, entry.key.Mark()});
  }
  if (entry.value.IsNull()) return absl::OkStatus();  // no value: leave it out
  const std::string_view info_name = found.use->info->name;
  if (info_name == "evt.arg" || info_name == "evt.rawarg") {
    const std::string arg =
        field.arg.value_or(field.name.substr(std::min(info_name.size() + 1, field.name.size())));
    return DescribeArgument(entry, arg, scene);
  }
  if (info_name == "k8s.pod.label") return DescribePodLabel(found.use->arg, entry.value, scene);
  if (field.name == "evt.buffer") return DescribeArgument(entry, "data", scene);
  if (field.name == "evt.hostname") {
    scene.hostname = entry.value.Scalar();
    return absl::OkStatus();
  }
  for (auto* describe : {DescribeOutcome, DescribeOpenKind, DescribeFdField, DescribeHostName,
                         DescribeContainerField}) {
    const auto done = describe(field.name, entry.value, scene);
    if (!done.ok()) return done.status();
    if (*done) return absl::OkStatus();
  }
  auto done = DescribePath(entry, field, scene);
  if (!done.ok()) return done.status();
  if (*done) return absl::OkStatus();
  done = DescribeProcessField(field.name, field.arg, entry.value, scene);
  if (!done.ok()) return done.status();
  if (*done) return absl::OkStatus();
  // Nothing to set. Fine where the event has that value anyway (evt.dir, evt.is_io, ...).
  return absl::OkStatus();
}

absl::Status DescribePart(const YamlEntry& entry, Scene& scene) {
  if (entry.name == "res") return DescribeResult(entry.value, scene);
  if (entry.name == "process") return DescribeProcess(entry.value, 0, scene);
  if (entry.name == "container") return DescribeContainer(entry.value, scene);
  if (entry.name == "fd") return DescribeFd(entry.value, scene);
  if (entry.name == "hostname") {
    auto name = ReadText(entry.value);
    if (!name.ok()) return name.status();
    scene.hostname = *name;
    return absl::OkStatus();
  }
  if (entry.name != "args") return UnknownKey(entry, PartNames());
  auto args = ReadEntries(entry.value, "args");
  if (!args.ok()) return args.status();
  for (const YamlEntry& arg : *args) {
    if (absl::Status s = DescribeArgument(arg, arg.name, scene); !s.ok()) return s;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status DescribeEntries(const YAML::Node& node, const std::vector<YamlEntry>& entries,
                             Scene& scene) {
  scene.Ancestor(0);
  // The rest depends on these two.
  bool typed = false;
  scene.event.set_time_ns(DefaultTime(scene.event.seq()));
  for (const YamlEntry& entry : entries) {
    absl::Status status;
    if (entry.name == "type" || entry.name == "evt.type" || entry.name == "syscall.type") {
      if (typed) return Mistake(entry.key, "the event's type is there twice");
      typed = true;
      status = SetType(entry.value, scene);
    } else if (entry.name == "time" || entry.name == "evt.time" || entry.name == "evt.rawtime") {
      status = SetTime(entry.value, scene);
    }
    if (!status.ok()) return status;
  }
  if (!typed) {
    return Mistake(node, "an event needs a type; write 'type: openat' or 'evt.type: openat'");
  }
  for (const YamlEntry& entry : entries) {
    if (entry.name == "type" || entry.name == "evt.type" || entry.name == "syscall.type" ||
        entry.name == "time" || entry.name == "evt.time" || entry.name == "evt.rawtime") {
      continue;
    }
    const bool field = entry.name.find('.') != std::string::npos;
    absl::Status status = field ? DescribeField(entry, scene) : DescribePart(entry, scene);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace falco_run::engine
