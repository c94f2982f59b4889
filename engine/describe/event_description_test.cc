// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/event_description.h"

#include <gtest/gtest.h>
namespace falco_run::engine {
}
