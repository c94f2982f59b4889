// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_DESCRIBE_SCENE_H_
#define FALCO_RUN_ENGINE_DESCRIBE_SCENE_H_

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proto/record.pb.h"

namespace falco_run::engine {

// What is said about the descriptor of an event. Where it goes (arguments, result, the record's
// descriptor) depends on the event, see fd_description.h.
struct FdDescription {
  std::optional<int64_t> num;
  std::optional<proto::FileDescriptor::Type> type;
  std::optional<std::string> name;
  std::optional<std::string> directory;
  std::optional<std::string> filename;
  std::optional<proto::SocketAddress> local, peer, client, server;
  std::optional<uint32_t> protocol;
  std::optional<proto::FileDescriptor::Role> role;
  std::optional<bool> connected;
  std::optional<uint64_t> dev, ino;
  YAML::Mark mark;     // where it is described
  bool given = false;  // anything was said
};

// A field that the description states, to be compared with what the engine reads.
struct StatedField {
  std::string name;
  std::optional<std::string> arg;
  YAML::Node value;
  YAML::Mark mark;
};

// An event and its processes while they are being described.
struct Scene {
  proto::SyscallEvent event;
  std::deque<proto::Process> chain;  // the event's process, its parent, ...
  proto::Container container;
  bool has_container = false;
  std::string hostname;
  FdDescription fd;
  std::vector<std::pair<std::string, std::string>> host_names;  // fd.sip.name, its value; ...
  std::vector<StatedField> stated;
  std::optional<int64_t> result;
  bool outcome_unknown = false;
  bool open_read = false;
  bool open_write = false;
  std::vector<bool> uid_given;  // one a process of the chain

  // The n-th ancestor (0: the process itself); those missing on the way are made.
  proto::Process& Ancestor(size_t n) {
    if (chain.size() <= n) chain.resize(n + 1);
    if (uid_given.size() <= n) uid_given.resize(n + 1);
    return chain[n];
  }
  // The argument, made if it is missing.
  proto::Argument& Arg(proto::Param param) {
    for (proto::Argument& a : *event.mutable_args()) {
      if (a.param() == param) return a;
    }
    proto::Argument* a = event.add_args();
    a->set_param(param);
    return *a;
  }
  bool HasArg(proto::Param param) const {
    for (const proto::Argument& a : event.args()) {
      if (a.param() == param) return true;
    }
    return false;
  }
};

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_DESCRIBE_SCENE_H_
