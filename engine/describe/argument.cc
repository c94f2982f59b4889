// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/argument.h"

#include <fcntl.h>

#include "engine/describe/socket_address.h"
#include "engine/events/event_table.h"
#include "text/suggest.h"

namespace falco_run::engine {
namespace {

constexpr int64_t kMaxErrno = 4095;

// open(2) flags: records have them as Linux passes them, the name table in the rules' encoding.
constexpr NamedValue kOpenFlags[] = {
    {"O_RDONLY", O_RDONLY},   {"O_WRONLY", O_WRONLY},     {"O_RDWR", O_RDWR},
    {"O_CREAT", O_CREAT},     {"O_EXCL", O_EXCL},         {"O_TRUNC", O_TRUNC},
    {"O_APPEND", O_APPEND},   {"O_NONBLOCK", O_NONBLOCK}, {"O_DSYNC", O_DSYNC},
    {"O_SYNC", O_SYNC},       {"O_DIRECT", O_DIRECT},     {"O_DIRECTORY", O_DIRECTORY},
    {"O_CLOEXEC", O_CLOEXEC}, {"O_TMPFILE", O_TMPFILE},   {"O_NOFOLLOW", O_NOFOLLOW},
    {"O_LARGEFILE", 0100000}, {"O_PATH", O_PATH},         {"O_NOATIME", O_NOATIME},
};

bool IsNumber(const std::string& text) {
  const size_t i = text.starts_with("-") ? 1 : 0;
  return text.size() > i && text[i] >= '0' && text[i] <= '9';
}

// A number, or names joined by '|'.
absl::StatusOr<int64_t> ReadNames(const YAML::Node& node, std::span<const NamedValue> names) {
  if (node.IsScalar() && (IsNumber(node.Scalar()) || names.empty())) return ReadInteger(node);
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  std::vector<std::string> known;
  for (const NamedValue& n : names) known.emplace_back(n.name);
  uint64_t value = 0;
  for (size_t begin = 0; begin <= text->size();) {
    const size_t bar = std::min(text->find('|', begin), text->size());
    const std::string name = text->substr(begin, bar - begin);
    begin = bar + 1;
    bool found = false;
    for (const NamedValue& n : names) {
      if (name != n.name || found) continue;
      value |= n.value;
      found = true;
    }
    if (!found) return Mistake(node, "unknown flag '" + name + "'" + Suggestion(name, known));
  }
  return static_cast<int64_t>(value);
}

absl::StatusOr<int64_t> ReadDescriptor(const YAML::Node& node) {
  if (node.IsScalar() && node.Scalar() == "AT_FDCWD") return AT_FDCWD;
  return ReadInteger(node);
}

absl::StatusOr<int64_t> ReadSignal(const YAML::Node& node) {
  for (int64_t s = 1; node.IsScalar() && s < 32; ++s) {
    if (SignalName(s) == node.Scalar()) return s;
  }
  return ReadInteger(node);
}

absl::Status Number(absl::StatusOr<int64_t> number, proto::Argument& arg) {
  if (!number.ok()) return number.status();
  arg.set_number(*number);
  return absl::OkStatus();
}

absl::Status SetAddress(const YAML::Node& node, proto::Argument& arg) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  const auto address = ParseSocketAddress(*text);
  if (!address) {
    return Mistake(node,
                   "'" + *text + "' is no address; write 1.2.3.4:80, [::1]:80, /path or @abstract");
  }
  *arg.mutable_address() = *address;
  return absl::OkStatus();
}

absl::Status SetBytes(const YAML::Node& node, proto::Argument& arg) {
  auto texts = ReadTexts(node);
  if (!texts.ok()) return texts.status();
  if (node.IsScalar()) {
    arg.set_text(texts->front());
  } else {
    for (std::string& text : *texts) arg.add_list(std::move(text));
  }
  return absl::OkStatus();
}

absl::Status SetValue(const ParamInfo& param, const YAML::Node& node, proto::Argument& arg) {
  switch (param.type) {
    case ParamType::kPath:
    case ParamType::kRelPath:
    case ParamType::kString:
    case ParamType::kFdList: {
      auto text = ReadText(node);
      if (!text.ok()) return text.status();
      arg.set_text(*text);
      return absl::OkStatus();
    }
    case ParamType::kBytes:
      return SetBytes(node, arg);
    case ParamType::kSockAddr:
    case ParamType::kSockTuple:
      return SetAddress(node, arg);
    case ParamType::kFd:
      return Number(ReadDescriptor(node), arg);
    case ParamType::kSignal:
      return Number(ReadSignal(node), arg);
    case ParamType::kMode:
    case ParamType::kFlags:
    case ParamType::kEnum:
      return Number(ReadNames(node, param.names == NameTable::kFileFlags
                                        ? std::span<const NamedValue>(kOpenFlags)
                                        : GetNames(param.names)),
                    arg);
    default:
      return Number(ReadInteger(node), arg);
  }
}

}  // namespace

absl::Status DescribeArgument(const YamlEntry& entry, const std::string& name, Scene& scene) {
  const proto::EventType type = scene.event.type();
  const auto params = GetParams(type);
  std::vector<std::string> known;
  for (size_t i = 0; i < params.size(); ++i) {
    const std::string param_name(ParamName(params[i].param));
    known.push_back(param_name);
    if (name != param_name && name != std::to_string(i)) continue;
    const bool result =
        i == 0 && (params[0].param == proto::PARAM_RES ||
                   (params[0].type == ParamType::kFd && (GetEventInfo(type).flags & kCreatesFd)));
    if (result) return DescribeResult(entry.value, scene);
    return SetValue(params[i], entry.value, scene.Arg(params[i].param));
  }
  return Mistake(entry.key, "the event " + std::string(GetEventInfo(type).name) +
                                " has no argument '" + name + "'" + Suggestion(name, known));
}

absl::Status DescribeResult(const YAML::Node& value, Scene& scene) {
  auto text = ReadText(value);
  if (!text.ok()) return text.status();
  if (*text == "unknown") {
    scene.outcome_unknown = true;
    return absl::OkStatus();
  }
  if (*text == "SUCCESS") return absl::OkStatus();
  std::vector<std::string> errors;
  for (int64_t e = 1; e <= kMaxErrno; ++e) {
    const std::string_view name = ErrnoName(e);
    if (name == *text) {
      scene.result = -e;
      return absl::OkStatus();
    }
    if (!name.empty()) errors.emplace_back(name);
  }
  if (!IsNumber(*text)) {
    const std::string hint = Suggestion(*text, errors);
    return Mistake(value, "'" + *text +
                              "' is no result: write a number, an error such as ENOENT, "
                              "SUCCESS or unknown" +
                              hint);
  }
  auto number = ReadInteger(value);
  if (!number.ok()) return number.status();
  scene.result = *number;
  return absl::OkStatus();
}

}  // namespace falco_run::engine
