// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_ENGINE_TEST_UTIL_H_
#define FALCO_RUN_ENGINE_ENGINE_TEST_UTIL_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/language/parser.h"

// Short ways to build rules, processes and events in tests.
namespace falco_run::engine::testing {

inline Rule MakeRule(const std::string& name, const std::string& condition,
                     const std::string& output = "out") {
  Rule rule;
  rule.name = name;
  rule.condition = condition;
  rule.output = output;
  rule.priority = proto::WARNING;
  ParseResult parsed = ParseCondition(condition);
  if (parsed.ok()) rule.expr = std::move(parsed.expr);
  return rule;
}

inline proto::Process MakeProcess(uint64_t id = 1, uint64_t parent = 0,
                                  const std::string& comm = "cat") {
  proto::Process p;
  p.set_id(id);
  p.set_parent_id(parent);
  p.set_pid(static_cast<int32_t>(100 + id));
  p.set_ppid(static_cast<int32_t>(100 + parent));
  p.set_comm(comm);
  p.set_exe("/bin/" + comm);
  p.set_exe_path("/usr/bin/" + comm);
  p.set_cwd("/work");
  p.set_uid(1000);
  p.set_gid(1000);
  p.set_user_name("ann");
  return p;
}

inline proto::SyscallEvent MakeEvent(proto::EventType type, uint64_t process = 1) {
  proto::SyscallEvent e;
  e.set_seq(7);
  e.set_time_ns(1767225600123456789);
  e.set_process_id(process);
  e.set_tid(static_cast<int32_t>(100 + process));
  e.set_type(type);
  return e;
}

inline proto::Argument& AddNumber(proto::SyscallEvent& e, proto::Param param, int64_t n) {
  proto::Argument* a = e.add_args();
  a->set_param(param);
  a->set_number(n);
  return *a;
}

inline proto::Argument& AddText(proto::SyscallEvent& e, proto::Param param, const std::string& text,
                                const std::string& path = "") {
  proto::Argument* a = e.add_args();
  a->set_param(param);
  a->set_text(text);
  if (!path.empty()) a->set_path(path);
  return *a;
}

inline proto::SyscallEvent Openat(const std::string& path, int64_t linux_flags) {
  proto::SyscallEvent e = MakeEvent(proto::EVENT_OPENAT);
  AddNumber(e, proto::PARAM_DIRFD, -100);
  AddText(e, proto::PARAM_NAME, path, path);
  AddNumber(e, proto::PARAM_FLAGS, linux_flags);
  AddNumber(e, proto::PARAM_MODE, 0);
  return e;
}

inline proto::SyscallEvent WithResult(proto::SyscallEvent e, int64_t result) {
  e.set_outcome(proto::OUTCOME_KNOWN);
  e.set_result(result);
  return e;
}

inline void SetAddress(proto::SocketAddress& a, uint32_t family, const std::string& ip,
                       uint32_t port) {
  a.set_family(family);
  a.set_ip(ip);
  a.set_port(port);
}

// connect(2) of descriptor 5, an IPv4 TCP socket without role, to ip:port.
inline proto::SyscallEvent Connect(const std::string& ip, uint32_t port) {
  proto::SyscallEvent e = MakeEvent(proto::EVENT_CONNECT);
  AddNumber(e, proto::PARAM_FD, 5);
  proto::Argument* a = e.add_args();
  a->set_param(proto::PARAM_ADDR);
  SetAddress(*a->mutable_address(), 2, ip, port);
  proto::FileDescriptor* fd = e.mutable_fd();
  fd->set_num(5);
  fd->set_type(proto::FileDescriptor::IPV4);
  fd->set_protocol(6);
  return e;
}

}  // namespace falco_run::engine::testing

#endif  // FALCO_RUN_ENGINE_ENGINE_TEST_UTIL_H_
