// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_STATED_FIELDS_H_
#define FALCO_RUN_ENGINE_DESCRIBE_STATED_FIELDS_H_

#include "absl/status/status.h"
#include "engine/describe/scene.h"

namespace falco_run::engine {

// Compares every field a description states with what rules read from the finished event. So a
// description that contradicts itself, or that no event can fulfil, is an error and never an
// event that silently differs.
absl::Status CheckStatedFields(const Scene& scene);

// Whether the field reads as `value` in the scene as it stands.
bool ReadsAs(const Scene& scene, const StatedField& stated, std::string* actual);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_STATED_FIELDS_H_
