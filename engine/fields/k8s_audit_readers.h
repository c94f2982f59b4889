// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_K8S_AUDIT_READERS_H_
#define FALCO_RUN_ENGINE_FIELDS_K8S_AUDIT_READERS_H_

#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"

// Readers of ka.*. Scalars come as their text, objects and arrays as compact JSON; what is absent
// or null has no value.
namespace falco_run::engine {

// Variants: where in the event a value stands; the paths are in k8s_audit_readers.cc.
enum KaPath : int8_t {
  kKaAuditId,
  kKaStage,
  kKaAuthDecision,
  kKaAuthReason,
  kKaOpenshiftDecision,
  kKaOpenshiftUser,
  kKaPolicyFailure,
  kKaPodViolations,
  kKaClusterName,
  kKaUserName,
  kKaUserGroups,
  kKaImpersonatedUser,
  kKaVerb,
  kKaUri,
  kKaUserAgent,
  kKaSourceIps,
  kKaTargetName,
  kKaTargetNamespace,
  kKaTargetResource,
  kKaTargetSubresource,
  kKaSubjects,
  kKaRoleRef,
  kKaData,
  kKaHostIpc,
  kKaHostNetwork,
  kKaHostPid,
  kKaRunAsUser,
  kKaRunAsGroup,
  kKaFsGroup,
  kKaSupplementalGroups,
  kKaRules,
  kKaServiceType,
  kKaServicePorts,
  kKaResponseName,
  kKaResponseCode,
  kKaResponseReason,
  kKaPathCount
};
Value ReadKaText(EventContext& ctx, const FieldUse& use);
Value ReadKaList(EventContext& ctx, const FieldUse& use);  // [i] is one item

Value ReadKaUriParam(EventContext& ctx, const FieldUse& use);
Value ReadKaTargetPod(EventContext& ctx, const FieldUse& use);

// Subjects of a binding. Variants of ReadKaSubjectNames:
enum KaSubjects : int8_t {
  kKaUsers,
  kKaGroups,
  kKaServiceAccounts,
  kKaServiceAccountsWithNamespace
};
Value ReadKaSubjectNames(EventContext& ctx, const FieldUse& use);
Value ReadKaHasSubject(EventContext& ctx, const FieldUse& use);

// Lists within a role's rules, flattened; [i] is one rule.
enum KaRuleList : int8_t { kKaApiGroups, kKaNonResourceUrls, kKaVerbs, kKaResources };
Value ReadKaRuleList(EventContext& ctx, const FieldUse& use);

// What a pod's containers have: kind + property; [i] is one container.
constexpr int8_t kKaContainers = 0;
constexpr int8_t kKaInitContainers = 32;
constexpr int8_t kKaEphemeral = 64;
enum KaContainerProperty : int8_t {
  kKaArgs,
  kKaCommand,
  kKaName,
  kKaImage,
  kKaRepository,
  kKaHostPort,
  kKaPrivileged,
  kKaEscalation,
  kKaReadOnlyFs,
  kKaContainerUser,
  kKaContainerGroup,
  kKaEffectiveUser,
  kKaEffectiveGroup,
  kKaProcMount,
  kKaCapabilities,
};
Value ReadKaContainers(EventContext& ctx, const FieldUse& use);
// Deprecated: the property of the first container; kKaPrivileged: of any.
Value ReadKaOneContainer(EventContext& ctx, const FieldUse& use);

// A pod's volumes; [i] is one volume.
enum KaVolumes : int8_t { kKaHostPath, kKaFlexVolume, kKaVolumeType };
Value ReadKaVolumes(EventContext& ctx, const FieldUse& use);
Value ReadKaHasHostPath(EventContext& ctx, const FieldUse& use);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_K8S_AUDIT_READERS_H_
