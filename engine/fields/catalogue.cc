// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/catalogue.h"

#include <algorithm>
#include <charconv>

#include "engine/events/event_table.h"

namespace falco_run::engine {
namespace {

bool NameChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

std::string Quoted(std::string_view s) { return "'" + std::string(s) + "'"; }

std::optional<int64_t> Number(std::string_view s) {
  int64_t n = 0;
  const auto r = std::from_chars(s.data(), s.data() + s.size(), n);
  if (s.empty() || r.ec != std::errc() || r.ptr != s.data() + s.size()) return std::nullopt;
  return n;
}

ValueType RawType(proto::Param param) {
  switch (CommonParamType(param)) {
    case ParamType::kErrno:
    case ParamType::kFd:
    case ParamType::kPid:
    case ParamType::kSigned:
      return ValueType::kInt;
    case ParamType::kPath:
    case ParamType::kRelPath:
    case ParamType::kString:
      return ValueType::kString;
    case ParamType::kBytes:
      return ValueType::kBytes;
    case ParamType::kSockAddr:
    case ParamType::kSockTuple:
    case ParamType::kFdList:
      return ValueType::kOpaque;
    default:
      return ValueType::kUint;
  }
}

// Completes `use` from its argument; returns an error text or "".
std::string CheckArgument(FieldUse& use) {
  const std::string_view name = use.info->name;
  if (!use.has_arg) {
    if (use.info->arg == ArgRule::kRequired || use.info->arg == ArgRule::kRequiredName) {
      return "field " + Quoted(name) + " requires an argument";
    }
    return "";
  }
  if (use.info->arg == ArgRule::kNone) {
    return "field " + Quoted(name) + " takes no argument, but got " + Quoted(use.arg);
  }
  const std::optional<int64_t> index = Number(use.arg);
  if (index) use.index = *index;
  if (use.info->arg == ArgRule::kOptionalIndex && (!index || *index < 0)) {
    return "field " + Quoted(name) + " needs a number as argument, not " + Quoted(use.arg);
  }
  if (name == "evt.arg" || name == "evt.rawarg") {
    if (index && *index >= 0 && name == "evt.arg") return "";
    use.param = FindParam(use.arg);
    if (use.param == proto::PARAM_NONE) return "unknown event argument " + Quoted(use.arg);
    if (use.info->type == ValueType::kDynamic) use.type = RawType(use.param);
  } else if (name == "evt.type.is") {
    if (!IsKnownEventName(use.arg)) return "unknown event type " + Quoted(use.arg);
  } else if (name == "evt.around") {
    if (!index) return "field " + Quoted(name) + " needs a time in nanoseconds";
  } else if (name == "evt.abspath") {
    if (use.arg != "src" && use.arg != "dst") {
      return "field " + Quoted(name) + " has no part " + Quoted(use.arg);
    }
  } else if (use.arg.empty()) {
    return "field " + Quoted(name) + " has an empty argument";
  }
  return "";
}

Value ReadStaticField(EventContext&, const FieldUse& use) {
  return Value::String(use.info->constant);
}

bool TakesName(ArgRule rule) {
  return rule == ArgRule::kRequired || rule == ArgRule::kRequiredName ||
         rule == ArgRule::kOptionalName;
}

}  // namespace

Catalogue::Catalogue(std::vector<std::span<const FieldInfo>> groups, std::string source)
    : source_(std::move(source)) {
  for (std::span<const FieldInfo> group : groups) {
    for (const FieldInfo& f : group) by_name_.push_back(&f);
  }
  Sort();
}

void Catalogue::Sort() {
  std::stable_sort(by_name_.begin(), by_name_.end(),
                   [](const FieldInfo* a, const FieldInfo* b) { return a->name < b->name; });
}

const Catalogue* Catalogue::ForSource(std::string_view source) {
  static const Catalogue* syscall = new Catalogue({GenericFields(), EventFields(), ProcessFields(),
                                                   UserFields(), FdFields(), ContainerFields()},
                                                  "syscall");
  static const Catalogue* audit =
      new Catalogue({GenericFields(), K8sAuditFields(), JsonFields()}, "k8s_audit");
  if (source == "syscall") return syscall;
  if (source == "k8s_audit") return audit;
  return nullptr;
}

std::shared_ptr<const Catalogue> Catalogue::WithStaticFields(std::string_view source,
                                                             const StaticFields& fields) {
  const Catalogue* base = ForSource(source);
  if (base == nullptr) return nullptr;
  if (fields.empty()) return {std::shared_ptr<void>(), base};  // nobody's
  auto catalogue =
      std::make_shared<Catalogue>(std::vector<std::span<const FieldInfo>>(), std::string(source));
  catalogue->by_name_ = base->by_name_;
  for (const auto& [name, value] : fields) {
    const std::string& key = catalogue->texts_.emplace_back("static." + name);
    const std::string& text = catalogue->texts_.emplace_back(value);
    catalogue->by_name_.push_back(&catalogue->static_.emplace_back(FieldInfo{
        key.c_str(), "string", ValueType::kString, ArgRule::kNone, Supply::kConstant, kSuggested, 0,
        0, 0, ReadStaticField, "a constant of the configuration", text.c_str()}));
  }
  catalogue->Sort();
  return catalogue;
}

std::vector<const FieldInfo*> Catalogue::All() {
  std::vector<const FieldInfo*> all;
  for (std::span<const FieldInfo> group :
       {GenericFields(), EventFields(), ProcessFields(), UserFields(), FdFields(),
        ContainerFields(), K8sAuditFields(), JsonFields()}) {
    for (const FieldInfo& f : group) all.push_back(&f);
  }
  return all;
}

const FieldInfo* Catalogue::Exact(std::string_view name) const {
  const auto it =
      std::lower_bound(by_name_.begin(), by_name_.end(), name,
                       [](const FieldInfo* f, std::string_view n) { return f->name < n; });
  return it != by_name_.end() && (*it)->name == name ? *it : nullptr;
}

Catalogue::Found Catalogue::Find(std::string_view name,
                                 const std::optional<std::string>& arg) const {
  Found found;
  for (size_t end = name.size(); end != std::string_view::npos && end > 0;
       end = name.rfind('.', end - 1)) {
    const FieldInfo* info = Exact(name.substr(0, end));
    if (info == nullptr) continue;
    FieldUse use;
    use.info = info;
    use.type = info->type;
    if (end < name.size()) {
      if (!TakesName(info->arg)) break;
      use.has_arg = true;
      use.arg = name.substr(end + 1);
      if (arg) {
        found.error = "field " + Quoted(info->name) + " has two arguments";
        return found;
      }
    } else if (arg) {
      use.has_arg = true;
      use.arg = *arg;
    }
    found.error = CheckArgument(use);
    if (found.error.empty()) found.use = std::move(use);
    return found;
  }
  found.error = "filter_check called with nonexistent field " + std::string(name);
  return found;
}

size_t Catalogue::LongestPrefix(std::string_view text) const {
  size_t end = 0;
  while (end < text.size() && NameChar(text[end])) ++end;
  // evt.arg.flags: a name argument extends a field that takes one.
  for (size_t n = end; n > 0; --n) {
    const FieldInfo* info = Exact(text.substr(0, n));
    if (info == nullptr) continue;
    if (!TakesName(info->arg) || n >= text.size() || text[n] != '.') return n;
    size_t m = n + 1;
    while (m < text.size() && NameChar(text[m]) && text[m] != '.') ++m;
    if (info->arg == ArgRule::kRequired) {  // labels may contain dots
      m = end;
      while (m > n + 1 && text[m - 1] == '.') --m;
    }
    if (m == n + 1) return n;
    // evt.abspath.xyz: the longest that is valid; else the name with its bad argument, so that
    // the error names it.
    return m;
  }
  return 0;
}

}  // namespace falco_run::engine
