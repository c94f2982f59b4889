// SPDX-License-Identifier: Apache-2.0
#include "app/collection.h"

#include <algorithm>
#include <set>

#include "engine/events/event_table.h"
#include "engine/events/unnamed_syscall.h"
#include "tracer/process_snapshot.h"

namespace falco_run::app {
namespace {

using R = engine::Requirements;

// The engine's wishes in the tracer's terms, and their names in recordings.
constexpr struct {
  uint32_t facet;
  uint32_t part;
  const char* name;
} kParts[] = {
    {R::kEnv, tracer::kPartEnv, "env"},
    {R::kCwd, tracer::kPartCwd, "cwd"},
    {R::kCapabilities, tracer::kPartCapabilities, "capabilities"},
    {R::kPidNamespace, tracer::kPartPidNamespace, "pid namespace"},
    {R::kSession, tracer::kPartSession, "session"},
    {R::kLoginUid, tracer::kPartLoginUid, "loginuid"},
    {R::kUserNames, tracer::kPartUserNames, "users"},
    {R::kExeFile, tracer::kPartExeFile, "exe file"},
    {R::kCgroups, tracer::kPartCgroups, "cgroups"},
    {R::kStdin, tracer::kPartStdin, "stdin"},
    {R::kStdout, tracer::kPartStdout, "stdout"},
    {R::kStderr, tracer::kPartStderr, "stderr"},
    {R::kUsage, tracer::kPartUsage, "usage"},
};

}  // namespace

tracer::WatchRequest MakeWatchRequest(const engine::Requirements& needs) {
  tracer::WatchRequest request;
  request.all_events = needs.all_events;
  request.events = needs.events;
  for (const std::string& name : needs.generic_syscalls) {
    request.generic_syscalls[name] = engine::FindUnnamedSyscall(name);
  }
  request.only_with_address = needs.only_with_address;
  const auto keeps = [&](uint32_t facets) { return (needs.process_facets & facets) != 0; };
  using R = engine::Requirements;
  request.working_directory = keeps(R::kCwd);
  request.session = keeps(R::kSession | R::kPidNamespace);
  request.process_group = keeps(R::kProcessGroup);
  request.capabilities = keeps(R::kCapabilities);
  request.user_names = keeps(R::kUserNames);
  return request;
}

uint32_t SnapshotParts(const engine::Requirements& needs) {
  uint32_t parts = 0;
  for (const auto& p : kParts) {
    if (needs.process_facets & p.facet) parts |= p.part;
  }
  return parts;
}

proto::Collected MakeCollected(const engine::Requirements& needs) {
  const auto unsupported = tracer::MakeWatchPlan(MakeWatchRequest(needs)).unsupported;
  const std::set<std::string, std::less<>> unseen(unsupported.begin(), unsupported.end());
  proto::Collected collected;
  collected.set_all_events(needs.all_events);
  for (const proto::EventType type : needs.events) {
    if (!unseen.contains(std::string_view(engine::GetEventInfo(type).name))) {
      collected.add_events(type);
    }
  }
  for (const std::string& name : needs.generic_syscalls) {
    if (!unseen.contains(name)) collected.add_generic_syscalls(name);
  }
  const uint32_t parts = SnapshotParts(needs);
  for (const auto& p : kParts) {
    if (parts & p.part) collected.add_process_parts(p.name);
  }
  if (needs.process_facets & R::kTrust) collected.add_process_parts("trust");
  if (needs.process_facets & R::kOpenedFile) collected.add_process_parts("opened file");
  if (needs.process_facets & R::kCreatedFile) collected.add_process_parts("created file");
  collected.set_fd_details(needs.fd_details);
  collected.set_data(needs.data);
  return collected;
}

std::vector<std::string> MissingFrom(const proto::Collected& collected,
                                     const engine::Requirements& needs) {
  const proto::Collected wanted = MakeCollected(needs);
  std::vector<std::string> missing;
  const auto has = [](const auto& all, const auto& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  if (wanted.all_events() && !collected.all_events()) missing.emplace_back("every event");
  if (!collected.all_events()) {
    for (const int type : wanted.events()) {
      if (has(collected.events(), type)) continue;
      missing.emplace_back(engine::GetEventInfo(static_cast<proto::EventType>(type)).name);
    }
  }
  for (const std::string& name : wanted.generic_syscalls()) {
    if (!has(collected.generic_syscalls(), name)) missing.push_back(name);
  }
  for (const std::string& part : wanted.process_parts()) {
    if (!has(collected.process_parts(), part)) missing.push_back("process: " + part);
  }
  if (wanted.fd_details() && !collected.fd_details()) missing.emplace_back("descriptors");
  if (wanted.data() && !collected.data()) missing.emplace_back("data of calls");
  return missing;
}

}  // namespace falco_run::app
