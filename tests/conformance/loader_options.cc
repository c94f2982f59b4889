// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/kinds.h"

namespace falco_run::conformance {

engine::LoaderOptions MakeLoaderOptions() {
  engine::LoaderOptions options;
  return options;
}

}  // namespace falco_run::conformance
