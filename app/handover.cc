// SPDX-License-Identifier: Apache-2.0
#include "app/handover.h"

#include <sys/mman.h>
#include <unistd.h>

namespace falco_run::app {

void SendState(const ControlChannel& channel, const tracer::Backend& backend,
               const tracer::StreamNumbers& stream) {
  proto::TakeoverState state;
  for (proto::Process& process : backend.Snapshots()) {
    state.add_processes()->Swap(&process);
  }
  state.set_last_process_id(stream.process);
  state.set_last_event(stream.event);
  state.set_unfinished(backend.Unfinished());
  const tracer::UniqueFd file(memfd_create("falco-run", MFD_CLOEXEC));
  const bool written = file.valid() && state.SerializeToFileDescriptor(file.get());
  channel.Send({.kind = ControlMessage::Kind::kState}, written ? file.get() : -1);
}

proto::TakeoverState TakeState(const tracer::UniqueFd& file) {
  proto::TakeoverState state;
  // Perhaps one has read it before, and failed.
  if (!file.valid() || lseek(file.get(), 0, SEEK_SET) != 0) return state;
  if (!state.ParseFromFileDescriptor(file.get())) state.Clear();
  return state;
}

}  // namespace falco_run::app
