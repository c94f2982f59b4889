// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_LIST_EVENTS_H_
#define FALCO_RUN_APP_LIST_EVENTS_H_

#include "app/listing.h"

namespace falco_run::app {

// --list-events: the events of the syscall source, their parameters (evt.arg.NAME) with types,
// and whether falco-run observes them.
int ListEvents(ListFormat format);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_LIST_EVENTS_H_
