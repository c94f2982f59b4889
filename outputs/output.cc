// SPDX-License-Identifier: Apache-2.0
#include "outputs/output.h"

namespace falco_run::outputs {

bool Delivery::IsRetryable() const {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status) || absl::IsAborted(status);
}

}  // namespace falco_run::outputs
