// SPDX-License-Identifier: Apache-2.0
#include "engine/fields/container_readers.h"

#include "engine/fields/event_context.h"

namespace falco_run::engine {
namespace {

Value TextOrNull(std::string_view s) { return s.empty() ? Value::Null() : Value::String(s); }

// On a host these have fixed values and everything else has none.
Value HostText(int8_t variant) {
  switch (variant) {
    case kContainerId:
    case kContainerFullId:
    case kContainerName:
    case kContainerType:
      return Value::String("host");
    case kContainerImage:
    case kContainerImageId:
    case kContainerRepository:
    case kContainerTag:
    case kContainerDigest:
      return Value::String("");
    default:
      return Value::Null();
  }
}

template <typename Labels>
Value FindLabel(const Labels& labels, std::string_view key) {
  for (const proto::Label& label : labels) {
    if (label.key() == key) return Value::String(label.value());
  }
  return Value::Null();
}

}  // namespace

bool InContainer(const EventContext& ctx) {
  return ctx.container() != nullptr && !ctx.container()->id().empty();
}

ImageParts SplitImage(std::string_view image) {
  ImageParts parts;
  const size_t at = image.find('@');
  if (at != image.npos) {
    parts.digest = image.substr(at + 1);
    image = image.substr(0, at);
  }
  // A colon before the last slash belongs to the registry's port.
  const size_t colon = image.rfind(':');
  const size_t slash = image.rfind('/');
  if (colon != image.npos && (slash == image.npos || colon > slash)) {
    parts.tag = image.substr(colon + 1);
    image = image.substr(0, colon);
  }
  parts.repository = image;
  return parts;
}

std::string_view ContainerId(const EventContext& ctx) {
  return InContainer(ctx) ? std::string_view(ctx.container()->id()) : "host";
}

Value ReadContainerText(EventContext& ctx, const FieldUse& use) {
  const int8_t variant = use.info->variant;
  const proto::Container* c = ctx.container();
  if (c == nullptr) return HostText(variant);
  switch (variant) {  // a pod may be known where the container's id is not
    case kPodName:
      return TextOrNull(c->pod_name());
    case kPodNamespace:
      return TextOrNull(c->pod_namespace());
    case kPodUid:
      return TextOrNull(c->pod_uid());
    case kContainerIp:
      return TextOrNull(c->ip());
    default:
      break;
  }
  if (!InContainer(ctx)) return HostText(variant);
  switch (variant) {
    case kContainerId:
      return Value::String(c->id());
    case kContainerFullId:
      return TextOrNull(c->full_id());
    case kContainerName:
      return TextOrNull(c->name());
    case kContainerImage:
      return TextOrNull(c->image());
    case kContainerImageId:
      return TextOrNull(c->image_id());
    case kContainerType:
      return TextOrNull(c->type());
    case kContainerRepository:
      return TextOrNull(SplitImage(c->image()).repository);
    case kContainerTag:
      if (c->image().empty()) return Value::Null();
      return Value::String(SplitImage(c->image()).tag);
    default:
      return TextOrNull(c->image_digest().empty() ? SplitImage(c->image()).digest
                                                  : std::string_view(c->image_digest()));
  }
}

Value ReadPodLabel(EventContext& ctx, const FieldUse& use) {
  const proto::Container* c = ctx.container();
  return c == nullptr ? Value::Null() : FindLabel(c->pod_labels(), use.arg);
}

Value ReadPodLabels(EventContext& ctx, const FieldUse&) {
  const proto::Container* c = ctx.container();
  if (c == nullptr || c->pod_labels().empty()) return Value::Null();
  std::string& s = ctx.scratch();
  for (const proto::Label& label : c->pod_labels()) {
    if (label.key().starts_with("annotation.") || label.key().starts_with("io.kubernetes."))
      continue;
    if (!s.empty()) s += ", ";
    s += label.key();
    if (!label.value().empty()) s.append(":").append(label.value());
  }
  return Value::String(ctx.arena().Keep(s));
}

Value ReadContainerPrivileged(EventContext& ctx, const FieldUse&) {
  if (!InContainer(ctx)) return Value::Bool(false);
  return ctx.container()->has_privileged() ? Value::Bool(ctx.container()->privileged())
                                           : Value::Null();
}

Value ReadContainerShares(EventContext& ctx, const FieldUse& use) {
  if (!InContainer(ctx)) return Value::Null();
  const proto::Container& c = *ctx.container();
  switch (use.info->variant) {
    case kHostPid:
      return c.has_host_pid() ? Value::Bool(c.host_pid()) : Value::Null();
    case kHostNetwork:
      return c.has_host_network() ? Value::Bool(c.host_network()) : Value::Null();
    default:
      return c.has_host_ipc() ? Value::Bool(c.host_ipc()) : Value::Null();
  }
}

Value ReadContainerLabel(EventContext& ctx, const FieldUse& use) {
  const proto::Container* c = ctx.container();
  return c == nullptr ? Value::Null() : FindLabel(c->labels(), use.arg);
}

Value ReadContainerLabels(EventContext& ctx, const FieldUse&) {
  const proto::Container* c = ctx.container();
  if (c == nullptr || c->labels().empty()) return Value::Null();
  std::string& s = ctx.scratch();
  for (const proto::Label& label : c->labels()) {
    if (!s.empty()) s += ',';
    s.append(label.key()).append(":").append(label.value());
  }
  return Value::String(ctx.arena().Keep(s));
}

Value ReadContainerStart(EventContext& ctx, const FieldUse& use) {
  if (!InContainer(ctx)) return Value::Null();
  uint64_t start = ctx.container()->start_time_ns();
  if (start == 0 && ctx.process() != nullptr) start = ctx.process()->info.pidns_init_time_ns();
  if (start == 0) return Value::Null();
  if (use.info->variant == 0) return Value::Uint(start, ValueType::kAbsTime);
  const uint64_t now = ctx.event().time_ns();
  return Value::Uint(now > start ? now - start : 0, ValueType::kRelTime);
}

}  // namespace falco_run::engine
