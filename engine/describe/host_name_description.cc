// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/host_name_description.h"

#include <functional>
#include <string_view>

#include "engine/describe/socket_address.h"
#include "engine/fields/catalogue.h"
#include "engine/fields/event_context.h"
#include "engine/state/process_table.h"

namespace falco_run::engine {
namespace {

using Fd = proto::FileDescriptor;
using End = std::optional<proto::SocketAddress> FdDescription::*;

constexpr std::string_view kSuffix = ".name";

// The two ways to say an end: by what it does, by where it is.
std::pair<End, End> EndsOf(const std::string& field, Fd::Role role) {
  const bool server = role == Fd::SERVER;
  if (field == "fd.cip.name") {
    return {&FdDescription::client, server ? &FdDescription::peer : &FdDescription::local};
  }
  if (field == "fd.sip.name") {
    return {&FdDescription::server, server ? &FdDescription::local : &FdDescription::peer};
  }
  if (field == "fd.lip.name") {
    return {&FdDescription::local, server ? &FdDescription::server : &FdDescription::client};
  }
  return {&FdDescription::peer, server ? &FdDescription::client : &FdDescription::server};
}

// In 198.18.0.0/15, which is for tests of network devices.
std::string AddressFor(std::string_view name) {
  const size_t hash = std::hash<std::string_view>()(name);
  return {'\xc6', static_cast<char>(0x12 | (hash >> 16 & 1)), static_cast<char>(hash >> 8),
          static_cast<char>(hash)};
}

}  // namespace

absl::StatusOr<bool> DescribeHostName(const std::string& field, const YAML::Node& value,
                                      Scene& scene) {
  const Catalogue::Found found = Catalogue::ForSource("syscall")->Find(field, std::nullopt);
  if (!found.use || (found.use->info->flags & kHostName) == 0) return false;
  auto name = ReadText(value);
  if (!name.ok()) return name.status();
  scene.fd.given = true;
  scene.fd.mark = value.Mark();
  scene.host_names.emplace_back(field, *std::move(name));
  return true;
}

void GiveAddresses(Fd::Role role, Scene& scene) {
  FdDescription& fd = scene.fd;
  if (fd.name || scene.HasArg(proto::PARAM_ADDR)) return;  // the address is there
  const auto has_ip = [&](End end) { return fd.*end && (fd.*end)->family() != 0; };
  for (const auto& [field, name] : scene.host_names) {
    const auto [end, other] = EndsOf(field, role);
    if (has_ip(end) || has_ip(other)) continue;
    auto& address = fd.*other ? fd.*other : fd.*end;
    if (!address) address.emplace();
    SetIp(AddressFor(name), *address);
  }
}

void AddHostNames(const Scene& scene, HostNameTable& table) {
  if (scene.host_names.empty()) return;
  const ProcessTable processes;
  EventContext context(processes);
  context.Begin(scene.event);
  for (const auto& [field, name] : scene.host_names) {
    const std::string address = field.substr(0, field.size() - kSuffix.size());
    const Catalogue::Found found = Catalogue::ForSource("syscall")->Find(address, std::nullopt);
    const Value value = found.use->info->read(context, *found.use);
    if (value.present()) table.Add(name, value.s);
  }
}

}  // namespace falco_run::engine
