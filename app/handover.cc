// SPDX-License-Identifier: Apache-2.0
#include "app/handover.h"

#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <future>

namespace falco_run::app {
namespace {

bool OtherSideIsGone(const ControlChannel& channel) {
  pollfd line = {channel.fd(), 0, 0};
  return poll(&line, 1, 0) > 0 && (line.revents & POLLHUP) != 0;
}

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

}  // namespace

void HandOver(const ControlChannel& channel, const tracer::Backend& backend,
              const tracer::StreamNumbers& stream, const std::function<void()>& deliver,
              const std::function<void()>& end_tree) {
  SendState(channel, backend, stream);
  std::future<void> delivered = std::async(std::launch::async, [&] {
    if (deliver) deliver();
  });
  constexpr auto kLookAgain = std::chrono::milliseconds(20);
  bool ready = false, ended = false;
  while (!ready) {
    ready = delivered.wait_for(kLookAgain) == std::future_status::ready;
    if (ended || !OtherSideIsGone(channel)) continue;
    end_tree();
    ended = true;
  }
}

proto::TakeoverState TakeState(const tracer::UniqueFd& file) {
  proto::TakeoverState state;
  // Perhaps one has read it before, and failed.
  if (!file.valid() || lseek(file.get(), 0, SEEK_SET) != 0) return state;
  if (!state.ParseFromFileDescriptor(file.get())) state.Clear();
  return state;
}

}  // namespace falco_run::app
