// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FIELDS_HOST_NAME_SOURCE_H_
#define FALCO_RUN_ENGINE_FIELDS_HOST_NAME_SOURCE_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "engine/fields/host_name_table.h"

namespace falco_run::engine {

// What its holder knows of host names.
struct HostNameSnapshot {
  uint64_t version = 0;                        // of the table, by its source
  std::shared_ptr<const HostNameTable> table;  // nullptr: nothing yet
};

// Where the engine asks for the addresses of the names in Requirements::host_names. Somebody else
// looks them up, for an event has no time for it.
class HostNameSource {
 public:
  virtual ~HostNameSource() = default;

  // Brings the snapshot, which is this source's or new, up to date. Called once for each event
  // whose evaluation comes to such a name, by any thread: it must cost next to nothing while
  // nothing has changed.
  virtual void Update(HostNameSnapshot& snapshot) = 0;
};

// Names that do not change: of events that somebody describes, of tests.
class FixedHostNames : public HostNameSource {
 public:
  explicit FixedHostNames(std::shared_ptr<const HostNameTable> table) : table_(std::move(table)) {}
  void Update(HostNameSnapshot& snapshot) override { snapshot.table = table_; }

 private:
  const std::shared_ptr<const HostNameTable> table_;
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FIELDS_HOST_NAME_SOURCE_H_
