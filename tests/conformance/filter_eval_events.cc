// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/filter_eval_events.h"

#include <fcntl.h>

#include "engine/engine_test_util.h"

namespace falco_run::conformance {
namespace {

using engine::testing::AddNumber;
using engine::testing::AddText;
using engine::testing::MakeEvent;
using engine::testing::MakeProcess;
using engine::testing::Openat;
using engine::testing::SetAddress;
using engine::testing::WithResult;

constexpr char kClient4[] = "\xac\x28\x6f\xde";  // 172.40.111.222
constexpr char kServer4[] = "\x8e\xfb\x6f\x93";  // 142.251.111.147

Scene Make(proto::SyscallEvent event, const std::string& comm = "init") {
  Scene s;
  s.processes = {MakeProcess(1, 0, comm)};
  event.set_seq(1);
  s.event = std::move(event);
  return s;
}

Scene Getcwd() { return Make(WithResult(MakeEvent(proto::EVENT_GETCWD), 0)); }

Scene Open(const std::string& path, int64_t result = 3, int64_t flags = O_RDONLY) {
  return Make(WithResult(Openat(path, flags), result));
}

proto::SyscallEvent Read(const std::string& data) {
  proto::SyscallEvent e = MakeEvent(proto::EVENT_READ);
  AddNumber(e, proto::PARAM_FD, 4);
  AddText(e, proto::PARAM_DATA, data);
  AddNumber(e, proto::PARAM_SIZE, static_cast<int64_t>(data.size()));
  return WithResult(e, static_cast<int64_t>(data.size()));
}

Scene Served(const std::string& server, const std::string& client) {
  Scene s = Make(Read("x"));
  proto::FileDescriptor* fd = s.event.mutable_fd();
  fd->set_num(4);
  fd->set_type(server.size() == 4 ? proto::FileDescriptor::IPV4 : proto::FileDescriptor::IPV6);
  fd->set_protocol(6);
  fd->set_role(proto::FileDescriptor::SERVER);
  const uint32_t family = server.size() == 4 ? 2 : 10;
  SetAddress(*fd->mutable_local(), family, server, 443);
  SetAddress(*fd->mutable_peer(), family, client, 54321);
  return s;
}

std::string Google6() {
  std::string ip = "\x20\x01\x48\x60\x48\x60";
  ip.resize(14);
  return ip + "\x88\x88";
}

std::string Localhost6() { return std::string(15, '\0') + '\x01'; }

Scene OpenPlain(const std::string& path) {
  proto::SyscallEvent e = MakeEvent(proto::EVENT_OPEN);
  AddText(e, proto::PARAM_NAME, path, path);
  AddNumber(e, proto::PARAM_FLAGS, O_RDONLY);
  return Make(WithResult(e, 3));
}

Scene Failed(proto::EventType type) {
  proto::SyscallEvent e = MakeEvent(type);
  return Make(WithResult(e, -2));
}

Scene WithTwoTypes() {
  Scene s = Open("/tmp/file_to_run");
  proto::FileDescriptor* fd = s.processes[0].add_stdio();
  fd->set_num(1);
  fd->set_type(proto::FileDescriptor::PIPE);
  return s;
}

Scene Setuid() {
  proto::SyscallEvent e = MakeEvent(proto::EVENT_SETUID);
  AddNumber(e, proto::PARAM_UID, 0);
  return Make(WithResult(e, 0));
}

Scene Rename(const std::string& from, const std::string& to) {
  proto::SyscallEvent e = MakeEvent(proto::EVENT_RENAME);
  AddText(e, proto::PARAM_OLDPATH, from, from);
  AddText(e, proto::PARAM_NEWPATH, to, to);
  return Make(WithResult(e, 0));
}

Scene Ancestors() {
  Scene s = Getcwd();
  s.processes = {MakeProcess(3, 0, "init"), MakeProcess(2, 3, "bash"),
                 MakeProcess(1, 2, "good-exe")};
  return s;
}

}  // namespace

std::vector<Scene> ScenesOf(const std::string& test) {
  const std::string name = test.substr(test.find('.') + 1);
  const auto starts = [&](const char* prefix) { return name.rfind(prefix, 0) == 0; };
  if (name == "event_res") return {Open("/tmp/x", -2)};
  if (name == "filter_cache_corner_cases") return {OpenPlain("/test/dir")};
  if (name == "bytebuf_bcontains_bstartswith") return {Make(Read("hello"))};
  if (name == "bytebuf_matches_nul") return {Make(Read(std::string("a\0b", 3)))};
  if (name == "contains_icontains") return {Open("/tmp/dir/file", 3, O_RDWR | O_CREAT)};
  if (name == "net_ipv4_compare" || name == "net_modifier_ip_compare") {
    return {Served(kServer4, kClient4)};
  }
  if (name == "net_ipv6_compare") return {Served(Google6(), Localhost6())};
  if (name == "signed_int_compare") return {Open("/tmp/x", -2), Failed(proto::EVENT_CONNECT)};
  if (name == "pmatch") return {Open("/opt/dir/subdir/term")};
  if (name == "len_transformer") {
    return {Open("/tmp/file_to_run"), WithTwoTypes(), Make(Read("123456"))};
  }
  if (name == "basename_transformer" || starts("multivalue_transformer")) {
    return {Open("/tmp/file_to_run")};
  }
  if (starts("FILTERCHECK_MOD")) {
    Scene s = Getcwd();
    s.processes = {MakeProcess(1, 0, "myexe")};
    return {s};
  }
  if (name == "EVT_FILTER_rawarg_madness") {
    return {Open("/tmp/x"), Make(Read("123")), Setuid()};
  }
  if (name == "fd_fields_invalid_utf8_match") return {Open("/p\xff/q\xff")};
  if (name == "proc_fields_invalid_utf8_match") {
    Scene s = Getcwd();
    s.processes = {MakeProcess(1, 0, "bad\xff")};
    return {s};
  }
  if (name == "fspath_fields_invalid_utf8_match") return {Rename("/tmp/a\xff", "/tmp/b\xff")};
  if (name == "evt_abspath_invalid_utf8_match") return {Open("/tmp/a\xff")};
  if (name == "proc_cwd_invalid_utf8_match") {
    Scene s = Getcwd();
    s.processes[0].set_cwd("/tmp/d\xff");
    return {s};
  }
  if (name == "PROC_FILTER_aname") return {Ancestors()};
  return {Getcwd()};
}

}  // namespace falco_run::conformance
