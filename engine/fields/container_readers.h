// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_CONTAINER_READERS_H_
#define FALCO_RUN_ENGINE_FIELDS_CONTAINER_READERS_H_

#include "engine/fields/catalogue.h"

// Readers of container.* and k8s.*.
namespace falco_run::engine {

enum ContainerVariant : int8_t {
  kContainerId,
  kContainerFullId,
  kContainerName,
  kContainerImage,
  kContainerImageId,
  kContainerType,
  kContainerRepository,
  kContainerTag,
  kContainerDigest,
  kPodName,
  kPodNamespace,
  kPodUid,
  kContainerIp,
};

enum ContainerShare : int8_t { kHostPid, kHostNetwork, kHostIpc };

Value ReadContainerText(EventContext& ctx, const FieldUse& use);
Value ReadPodLabel(EventContext& ctx, const FieldUse& use);   // no value where there is none
Value ReadPodLabels(EventContext& ctx, const FieldUse& use);  // "k:v, k:v", as Falco joins them
Value ReadContainerLabel(EventContext& ctx, const FieldUse& use);
Value ReadContainerLabels(EventContext& ctx, const FieldUse& use);  // "k:v,k:v"
Value ReadContainerShares(EventContext& ctx, const FieldUse& use);  // variant: ContainerShare
Value ReadContainerPrivileged(EventContext& ctx, const FieldUse& use);
Value ReadContainerStart(EventContext& ctx, const FieldUse& use);  // variant 1: duration

// Whether the event is of a container, and not of the host.
bool InContainer(const EventContext& ctx);

// container.id: "host" outside containers.
std::string_view ContainerId(const EventContext& ctx);

// "registry:5000/a/b:tag@sha256:..." -> repository, tag and digest; parts may be empty.
struct ImageParts {
  std::string_view repository;
  std::string_view tag;
  std::string_view digest;
};
ImageParts SplitImage(std::string_view image);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_CONTAINER_READERS_H_
