// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/fd_description.h"

#include <netinet/in.h>

#include <cstring>

#include "engine/describe/socket_address.h"
#include "engine/fields/fd_view.h"
#include "text/suggest.h"

namespace falco_run::engine {
namespace {

using Fd = proto::FileDescriptor;
using Node = YAML::Node;
using Address = std::optional<proto::SocketAddress> FdDescription::*;

absl::Status Type(const Node& node, FdDescription& fd) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  std::vector<std::string> known;
  for (int i = 1; i < Fd::Type_ARRAYSIZE; ++i) {
    const auto type = static_cast<Fd::Type>(i);
    known.emplace_back(FdTypeName(type));
    if (known.back() == *text) {
      fd.type = type;
      return absl::OkStatus();
    }
  }
  return Mistake(node, "unknown type of descriptor '" + *text + "'" + Suggestion(*text, known));
}

absl::Status TypeChar(const Node& node, FdDescription& fd) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  for (int i = 1; i < Fd::Type_ARRAYSIZE; ++i) {
    if (*text != std::string(1, FdTypeChar(static_cast<Fd::Type>(i)))) continue;
    fd.type = static_cast<Fd::Type>(i);
    return absl::OkStatus();
  }
  return Mistake(node, "unknown type '" + *text +
                           "'; f is a file, d a directory, 4 and 6 are "
                           "internet sockets, u is a unix socket");
}

template <std::optional<std::string> FdDescription::*Member>
absl::Status Text(const Node& node, FdDescription& fd) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  fd.*Member = *std::move(text);
  return absl::OkStatus();
}

template <auto Member>
absl::Status Number(const Node& node, FdDescription& fd) {
  auto number = ReadInteger(node);
  if (!number.ok()) return number.status();
  fd.*Member = *number;
  return absl::OkStatus();
}

template <Address Member>
absl::Status SetIpOf(const Node& node, FdDescription& fd) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  const auto ip = ParseIp(*text);
  if (!ip) return Mistake(node, "'" + *text + "' is no address; write 1.2.3.4 or ::1");
  if (!(fd.*Member)) (fd.*Member).emplace();
  SetIp(*ip, *(fd.*Member));
  return absl::OkStatus();
}

template <Address Member>
absl::Status SetPortOf(const Node& node, FdDescription& fd) {
  auto number = ReadInteger(node);
  if (!number.ok()) return number.status();
  if (*number < 0 || *number > 65535) return Mistake(node, "a port is a number from 0 to 65535");
  if (!(fd.*Member)) (fd.*Member).emplace();
  (fd.*Member)->set_port(static_cast<uint32_t>(*number));
  return absl::OkStatus();
}

template <Address Member>
absl::Status SetEnd(const Node& node, FdDescription& fd) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  const auto address = ParseSocketAddress(*text);
  if (!address) {
    return Mistake(node, "'" + *text + "' is no address; write 1.2.3.4:80, [::1]:80 or /path");
  }
  fd.*Member = *address;
  return absl::OkStatus();
}

absl::Status Protocol(const Node& node, FdDescription& fd) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  const std::pair<const char*, uint32_t> kProtocols[] = {
      {"tcp", IPPROTO_TCP}, {"udp", IPPROTO_UDP}, {"icmp", IPPROTO_ICMP}, {"raw", IPPROTO_RAW}};
  for (const auto& [name, number] : kProtocols) {
    if (*text == name) fd.protocol = number;
  }
  if (fd.protocol) return absl::OkStatus();
  return Mistake(node, "unknown protocol '" + *text + "'; there are tcp, udp, icmp and raw");
}

absl::Status Role(const Node& node, FdDescription& fd) {
  auto text = ReadText(node);
  if (!text.ok()) return text.status();
  if (*text != "client" && *text != "server") {
    return Mistake(node, "role is client or server");
  }
  fd.role = *text == "client" ? Fd::CLIENT : Fd::SERVER;
  return absl::OkStatus();
}

absl::Status IsServer(const Node& node, FdDescription& fd) {
  auto value = ReadBool(node);
  if (!value.ok()) return value.status();
  fd.role = *value ? Fd::SERVER : Fd::CLIENT;
  return absl::OkStatus();
}

absl::Status Connected(const Node& node, FdDescription& fd) {
  auto value = ReadBool(node);
  if (!value.ok()) return value.status();
  fd.connected = *value;
  return absl::OkStatus();
}

// A thing that can be said about the descriptor: by key under `fd:`, by field, or both.
struct FdKey {
  const char* name;
  const char* field;
  absl::Status (*set)(const Node& value, FdDescription& fd);
};

constexpr FdKey kKeys[] = {
    {"num", "fd.num", Number<&FdDescription::num>},
    {"type", "fd.type", Type},
    {nullptr, "fd.typechar", TypeChar},
    {"name", "fd.name", Text<&FdDescription::name>},
    {nullptr, "fd.nameraw", Text<&FdDescription::name>},
    {nullptr, "fd.directory", Text<&FdDescription::directory>},
    {nullptr, "fd.filename", Text<&FdDescription::filename>},
    {"local", nullptr, SetEnd<&FdDescription::local>},
    {"peer", nullptr, SetEnd<&FdDescription::peer>},
    {"client", nullptr, SetEnd<&FdDescription::client>},
    {"server", nullptr, SetEnd<&FdDescription::server>},
    {nullptr, "fd.lip", SetIpOf<&FdDescription::local>},
    {nullptr, "fd.rip", SetIpOf<&FdDescription::peer>},
    {nullptr, "fd.cip", SetIpOf<&FdDescription::client>},
    {nullptr, "fd.sip", SetIpOf<&FdDescription::server>},
    {nullptr, "fd.ip", SetIpOf<&FdDescription::server>},
    {nullptr, "fd.lport", SetPortOf<&FdDescription::local>},
    {nullptr, "fd.rport", SetPortOf<&FdDescription::peer>},
    {nullptr, "fd.cport", SetPortOf<&FdDescription::client>},
    {nullptr, "fd.sport", SetPortOf<&FdDescription::server>},
    {nullptr, "fd.port", SetPortOf<&FdDescription::server>},
    {"l4proto", "fd.l4proto", Protocol},
    {"role", nullptr, Role},
    {nullptr, "fd.is_server", IsServer},
    {"connected", "fd.connected", Connected},
    {"dev", "fd.dev", Number<&FdDescription::dev>},
    {"ino", "fd.ino", Number<&FdDescription::ino>},
};

}  // namespace

absl::Status DescribeFd(const Node& node, Scene& scene) {
  auto entries = ReadEntries(node, "fd");
  if (!entries.ok()) return entries.status();
  scene.fd.given = true;
  scene.fd.mark = node.Mark();
  for (const YamlEntry& entry : *entries) {
    const FdKey* found = nullptr;
    std::vector<std::string> known;
    for (const FdKey& key : kKeys) {
      if (key.name == nullptr) continue;
      known.emplace_back(key.name);
      if (entry.name == key.name) found = &key;
    }
    if (found == nullptr) return UnknownKey(entry, known);
    if (absl::Status s = found->set(entry.value, scene.fd); !s.ok()) return s;
    if (found->field != nullptr) {
      scene.stated.push_back({found->field, std::nullopt, entry.value, entry.key.Mark()});
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> DescribeFdField(const std::string& field, const Node& value, Scene& scene) {
  for (const FdKey& key : kKeys) {
    if (key.field == nullptr || field != key.field) continue;
    scene.fd.given = true;
    scene.fd.mark = value.Mark();
    if (absl::Status s = key.set(value, scene.fd); !s.ok()) return s;
    return true;
  }
  return false;
}

}  // namespace falco_run::engine
