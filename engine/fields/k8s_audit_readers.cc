// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/k8s_audit_readers.h"

#include <algorithm>
#include <iterator>

#include "engine/fields/json_readers.h"

namespace falco_run::engine {
namespace {

using json::Kind;

// Names of members, outermost first; in the order of KaPath.
constexpr const char* kPaths[][4] = {
    {"auditID"},
    {"stage"},
    {"annotations", "authorization.k8s.io/decision"},
    {"annotations", "authorization.k8s.io/reason"},
    {"annotations", "authentication.openshift.io/decision"},
    {"annotations", "authentication.openshift.io/username"},
    {"annotations", "validation.policy.admission.k8s.io/validation_failure"},
    {"annotations", "pod-security.kubernetes.io/audit-violations"},
    {"annotations", "cluster_name"},
    {"user", "username"},
    {"user", "groups"},
    {"impersonatedUser", "username"},
    {"verb"},
    {"requestURI"},
    {"userAgent"},
    {"sourceIPs"},
    {"objectRef", "name"},
    {"objectRef", "namespace"},
    {"objectRef", "resource"},
    {"objectRef", "subresource"},
    {"requestObject", "subjects"},
    {"requestObject", "roleRef", "name"},
    {"requestObject", "data"},
    {"requestObject", "spec", "hostIPC"},
    {"requestObject", "spec", "hostNetwork"},
    {"requestObject", "spec", "hostPID"},
    {"requestObject", "spec", "securityContext", "runAsUser"},
    {"requestObject", "spec", "securityContext", "runAsGroup"},
    {"requestObject", "spec", "securityContext", "fsGroup"},
    {"requestObject", "spec", "securityContext", "supplementalGroups"},
    {"requestObject", "rules"},
    {"requestObject", "spec", "type"},
    {"requestObject", "spec", "ports"},
    {"responseObject", "metadata", "name"},
    {"responseStatus", "code"},
    {"responseStatus", "reason"},
};
static_assert(std::size(kPaths) == kKaPathCount);

json::Value At(EventContext& ctx, int path) {
  json::Value value = ctx.audit().event();
  for (const char* key : kPaths[path]) {
    if (key == nullptr) break;
    value = value[std::string_view(key)];
  }
  return value;
}

json::Value Spec(EventContext& ctx) { return ctx.audit().event()["requestObject"]["spec"]; }

// Collects the items of a list field in the arena. `most`: no more items than that are added.
class List {
 public:
  List(EventContext& ctx, size_t most)
      : ctx_(ctx), items_(ctx.arena().AllocateArray<Value>(most)) {}

  void Add(Value value) {
    if (value.present()) items_[count_++] = value;
  }
  void Add(json::Value value) { Add(TextOf(ctx_, value)); }
  void AddItems(json::Value list) {
    if (!list.Is(Kind::kArray)) return;
    for (json::Value item : list) Add(item);
  }
  void Clear() { count_ = 0; }

  size_t size() const { return count_; }
  Value Take() const { return Value::Many(Value::Shape::kList, items_, count_); }

 private:
  EventContext& ctx_;
  Value* const items_;
  uint32_t count_ = 0;
};

// What is in a value, itself included: a bound for lists that are taken from it.
size_t NodesOf(json::Value value) { return value ? value.node()->nodes : 0; }

// Calls f for each item of a list, or for the one that [i] picks.
template <typename F>
void ForEach(json::Value list, const FieldUse& use, F f) {
  if (!list.Is(Kind::kArray)) return;
  if (use.has_arg) {
    if (const json::Value item = list[static_cast<size_t>(use.index)]) f(item);
    return;
  }
  for (json::Value item : list) f(item);
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Of a query: "%2F" and "+".
void AppendDecoded(std::string_view text, std::string& out) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
        HexDigit(text[i + 2]) >= 0) {
      out += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
}

}  // namespace

Value ReadKaText(EventContext& ctx, const FieldUse& use) {
  return TextOf(ctx, At(ctx, use.info->variant));
}

Value ReadKaList(EventContext& ctx, const FieldUse& use) {
  const json::Value list = At(ctx, use.info->variant);
  List items(ctx, NodesOf(list));
  ForEach(list, use, [&](json::Value item) { items.Add(item); });
  return items.Take();
}

Value ReadKaUriParam(EventContext& ctx, const FieldUse& use) {
  const json::Value uri = At(ctx, kKaUri);
  if (!uri.Is(Kind::kString)) return Value::Null();
  std::string_view query = uri.text();
  const size_t mark = query.find('?');
  if (mark == query.npos) return Value::Null();
  query = query.substr(mark + 1, query.find('#', mark) - mark - 1);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const size_t equals = std::min(pair.find('='), pair.size());
    std::string& text = ctx.scratch();
    AppendDecoded(pair.substr(0, equals), text);
    if (pair.empty() || text != use.arg) continue;
    text.clear();
    if (equals < pair.size()) AppendDecoded(pair.substr(equals + 1), text);
    return Value::String(ctx.arena().Keep(text));
  }
  return Value::Null();
}

Value ReadKaTargetPod(EventContext& ctx, const FieldUse&) {
  const json::Value resource = At(ctx, kKaTargetResource);
  if (!resource.Is(Kind::kString) || resource.text() != "pods") return Value::Null();
  // The name of a pod that is created may come from the server.
  const json::Value made = At(ctx, kKaResponseName);
  const bool subresource = At(ctx, kKaTargetSubresource).present();
  return TextOf(ctx, !subresource && made.present() ? made : At(ctx, kKaTargetName));
}

Value ReadKaSubjectNames(EventContext& ctx, const FieldUse& use) {
  const auto variant = static_cast<KaSubjects>(use.info->variant);
  const std::string_view kind = variant == kKaUsers    ? "User"
                                : variant == kKaGroups ? "Group"
                                                       : "ServiceAccount";
  const json::Value subjects = At(ctx, kKaSubjects);
  List names(ctx, NodesOf(subjects));
  if (!subjects.Is(Kind::kArray)) return Value::Null();
  for (json::Value subject : subjects) {
    const json::Value name = subject["name"];
    const json::Value of = subject["kind"];
    if (!name.present() || !of.Is(Kind::kString) || of.text() != kind) continue;
    if (variant != kKaServiceAccountsWithNamespace) {
      names.Add(name);
      continue;
    }
    const json::Value space = subject["namespace"];
    if (!space.Is(Kind::kString) || !name.Is(Kind::kString)) continue;
    std::string& text = ctx.scratch();
    text.append(space.text()).append(":").append(name.text());
    names.Add(Value::String(ctx.arena().Keep(text)));
  }
  return names.Take();
}

Value ReadKaHasSubject(EventContext& ctx, const FieldUse& use) {
  const json::Value subjects = At(ctx, kKaSubjects);
  if (!subjects.Is(Kind::kArray)) return Value::Null();
  for (json::Value subject : subjects) {
    const json::Value name = subject["name"];
    if (name.Is(Kind::kString) && name.text() == use.arg) return Value::String("true");
  }
  return Value::String("false");
}

Value ReadKaRuleList(EventContext& ctx, const FieldUse& use) {
  static constexpr std::string_view kNames[] = {"apiGroups", "nonResourceURLs", "verbs",
                                                "resources"};
  const json::Value rules = At(ctx, kKaRules);
  List items(ctx, NodesOf(rules));
  ForEach(rules, use, [&](json::Value rule) { items.AddItems(rule[kNames[use.info->variant]]); });
  return items.Take();
}

namespace {

// The image without tag and digest: a colon after the last slash begins a tag, one before it the
// registry's port.
Value Repository(json::Value image) {
  if (!image.Is(Kind::kString)) return Value::Null();
  std::string_view name = image.text();
  name = name.substr(0, name.find('@'));
  const size_t colon = name.rfind(':');
  const size_t slash = name.rfind('/');
  if (colon != name.npos && (slash == name.npos || colon > slash)) name = name.substr(0, colon);
  return Value::String(name);
}

// The items joined by blanks.
Value Joined(EventContext& ctx, json::Value list) {
  if (!list.Is(Kind::kArray)) return Value::Null();
  std::string text;
  for (json::Value item : list) {
    const Value v = TextOf(ctx, item);
    if (!v.present()) continue;
    if (!text.empty()) text += ' ';
    text += v.s;
  }
  return Value::String(ctx.arena().Keep(text));
}

void AddPorts(json::Value ports, List& list) {
  if (!ports.Is(Kind::kArray)) return;
  for (json::Value port : ports) {
    const json::Value host = port["hostPort"];
    list.Add(host.present() ? host : port["containerPort"]);
  }
}

// The container's own setting, else the pod's; 0 stands for what the image says.
Value Effective(EventContext& ctx, json::Value container, std::string_view key) {
  const json::Value own = container["securityContext"][key];
  if (own.present()) return TextOf(ctx, own);
  const json::Value pods = Spec(ctx)["securityContext"][key];
  return pods.present() ? TextOf(ctx, pods) : Value::String("0");
}

// False: the container lacks something without which there is no list at all.
bool AddProperty(EventContext& ctx, json::Value container, int property, List& list) {
  const json::Value security = container["securityContext"];
  switch (property) {
    case kKaArgs:
      list.Add(Joined(ctx, container["args"]));
      break;
    case kKaCommand:
      list.Add(Joined(ctx, container["command"]));
      break;
    case kKaName:
      list.Add(container["name"]);
      return container["name"].present();
    case kKaImage:
      list.Add(container["image"]);
      return container["image"].present();
    case kKaRepository:
      list.Add(Repository(container["image"]));
      break;
    case kKaHostPort:
      AddPorts(container["ports"], list);
      break;
    case kKaPrivileged:
      list.Add(security["privileged"]);
      break;
    case kKaEscalation:
      list.Add(security["allowPrivilegeEscalation"]);
      break;
    case kKaReadOnlyFs:
      list.Add(security["readOnlyRootFilesystem"]);
      break;
    case kKaContainerUser:
      list.Add(security["runAsUser"]);
      break;
    case kKaContainerGroup:
      list.Add(security["runAsGroup"]);
      break;
    case kKaEffectiveUser:
      list.Add(Effective(ctx, container, "runAsUser"));
      break;
    case kKaEffectiveGroup:
      list.Add(Effective(ctx, container, "runAsGroup"));
      break;
    case kKaProcMount:
      list.Add(security["procMount"]);
      break;
    case kKaCapabilities:
      list.AddItems(security["capabilities"]["add"]);
      break;
  }
  return true;
}

json::Value ContainersOf(EventContext& ctx, int kind) {
  const json::Value spec = Spec(ctx);
  return kind == kKaContainers       ? spec["containers"]
         : kind == kKaInitContainers ? spec["initContainers"]
                                     : spec["ephemeralContainers"];
}

}  // namespace

Value ReadKaContainers(EventContext& ctx, const FieldUse& use) {
  constexpr int kPropertyBits = 31;
  const int property = use.info->variant & kPropertyBits;
  const json::Value containers = ContainersOf(ctx, use.info->variant & ~kPropertyBits);
  List list(ctx, NodesOf(containers));
  bool complete = true;
  ForEach(containers, use, [&](json::Value container) {
    complete = AddProperty(ctx, container, property, list) && complete;
  });
  return complete ? list.Take() : Value::Null();
}

Value ReadKaOneContainer(EventContext& ctx, const FieldUse& use) {
  const json::Value containers = ContainersOf(ctx, kKaContainers);
  if (!containers.Is(Kind::kArray)) return Value::Null();
  if (use.info->variant == kKaPrivileged) {
    for (json::Value container : containers) {
      if (container["securityContext"]["privileged"].Is(Kind::kTrue)) return Value::String("true");
    }
    return Value::String("false");
  }
  const json::Value image = containers[0]["image"];
  return use.info->variant == kKaRepository ? Repository(image) : TextOf(ctx, image);
}

Value ReadKaVolumes(EventContext& ctx, const FieldUse& use) {
  const json::Value volumes = Spec(ctx)["volumes"];
  List list(ctx, NodesOf(volumes));
  ForEach(volumes, use, [&](json::Value volume) {
    switch (use.info->variant) {
      case kKaHostPath:
        list.Add(volume["hostPath"]["path"]);
        break;
      case kKaFlexVolume:
        list.Add(volume["flexVolume"]["driver"]);
        break;
      default:
        if (!volume.Is(Kind::kObject)) break;
        for (json::Value member : volume) {
          if (member.key() != "name") list.Add(Value::String(member.key()));
        }
    }
  });
  return list.Take();
}

Value ReadKaHasHostPath(EventContext& ctx, const FieldUse& use) {
  const json::Value volumes = Spec(ctx)["volumes"];
  std::string_view wanted = use.arg;
  const bool prefix = !wanted.empty() && wanted.back() == '*';
  if (prefix) wanted.remove_suffix(1);
  if (volumes.Is(Kind::kArray)) {
    for (json::Value volume : volumes) {
      const json::Value path = volume["hostPath"]["path"];
      if (!path.Is(Kind::kString)) continue;
      const std::string_view text = path.text();
      if (prefix ? text.substr(0, wanted.size()) == wanted : text == wanted) {
        return Value::String("true");
      }
    }
  }
  return Value::String("false");
}

}  // namespace falco_run::engine
