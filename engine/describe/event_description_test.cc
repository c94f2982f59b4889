// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/event_description.h"

#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>

#include "engine/describe/yaml_text.h"

namespace falco_run::engine {
namespace {

absl::StatusOr<std::vector<proto::Record>> Make(const std::string& text) {
  auto documents = ParseYaml(text);
  if (!documents.ok()) return documents.status();
  return EventDescriber().Describe(documents->front());
}

proto::SyscallEvent Event(const std::string& text) {
  auto records = Make(text);
  EXPECT_TRUE(records.ok()) << text << "\n" << records.status();
  return records.ok() ? records->back().syscall() : proto::SyscallEvent();
}

std::string Error(const std::string& text) {
  auto records = Make(text);
  EXPECT_FALSE(records.ok()) << text;
  return std::string(records.status().message());
}

const proto::Argument* Arg(const proto::SyscallEvent& event, proto::Param param) {
  for (const proto::Argument& a : event.args()) {
    if (a.param() == param) return &a;
  }
  return nullptr;
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(EventDescriptionTest, FieldsBecomeRecords) {
  auto records = Make(
      "evt.type: openat\nfd.name: /etc/shadow\nproc.name: cat\nproc.pname: sh\n"
      "proc.aname[3]: init\nuser.name: ann\n");
  ASSERT_TRUE(records.ok()) << records.status();
  ASSERT_EQ(records->size(), 5u);  // three ancestors, the process, the event
  EXPECT_EQ((*records)[0].process().comm(), "init");
  EXPECT_EQ((*records)[0].process().parent_id(), 0u);
  EXPECT_EQ((*records)[2].process().comm(), "sh");
  const proto::Process& cat = (*records)[3].process();
  EXPECT_EQ(cat.comm(), "cat");
  EXPECT_EQ(cat.parent_id(), (*records)[2].process().id());
  EXPECT_EQ(cat.ppid(), (*records)[2].process().pid());
  EXPECT_EQ(cat.uid(), 1000u) << "ann is not root";
  const proto::SyscallEvent& event = (*records)[4].syscall();
  EXPECT_EQ(event.type(), proto::EVENT_OPENAT);
  EXPECT_EQ(event.process_id(), cat.id());
  EXPECT_EQ(event.outcome(), proto::OUTCOME_KNOWN);
  EXPECT_EQ(event.result(), 3);
  ASSERT_NE(Arg(event, proto::PARAM_NAME), nullptr);
  EXPECT_EQ(Arg(event, proto::PARAM_NAME)->path(), "/etc/shadow");
  EXPECT_EQ(Arg(event, proto::PARAM_FLAGS)->number(), O_RDONLY);
  EXPECT_EQ(Arg(event, proto::PARAM_DIRFD)->number(), AT_FDCWD);
}

TEST(EventDescriptionTest, PartsBecomeRecords) {
  auto records = Make(
      "type: openat\n"
      "args: {name: ../x, flags: O_WRONLY|O_CREAT|O_TRUNC, mode: 0644}\n"
      "res: EACCES\n"
      "time: 2026-02-03T04:05:06Z\n"
      "process: {name: vi, args: [a b, c], cwd: /home/ann, uid: 1000, env: {A: b}, tty: 34816,\n"
      "          parent: {name: bash, parent: {name: login}}}\n"
      "container: {id: 3ad7b26ded6d, image: 'nginx:1.25', privileged: true}\n");
  ASSERT_TRUE(records.ok()) << records.status();
  const proto::Process& vi = (*records)[2].process();
  EXPECT_EQ(vi.args_size(), 2);
  EXPECT_EQ(vi.args(0), "a b");
  EXPECT_EQ(vi.env(0), "A=b");
  EXPECT_EQ(vi.tty(), 34816u);
  EXPECT_EQ(vi.container().image(), "nginx:1.25");
  const proto::SyscallEvent& event = records->back().syscall();
  EXPECT_EQ(event.result(), -EACCES);
  EXPECT_EQ(event.time_ns(), 1770091506000000000u);
  EXPECT_EQ(Arg(event, proto::PARAM_NAME)->text(), "../x");
  EXPECT_EQ(Arg(event, proto::PARAM_NAME)->path(), "/home/x");
  EXPECT_EQ(Arg(event, proto::PARAM_FLAGS)->number(), O_WRONLY | O_CREAT | O_TRUNC);
  EXPECT_EQ(Arg(event, proto::PARAM_MODE)->number(), 0644);
}

TEST(EventDescriptionTest, OpensThatMakeTheirFile) {
  for (const std::string type : {"openat", "creat"}) {
    for (const std::string made : {"true", "false"}) {
      auto records = Make("evt.type: " + type + "\nfd.name: /tmp/x\nevt.is_open_create: " + made);
      ASSERT_TRUE(records.ok()) << records.status();
      EXPECT_EQ(records->back().syscall().created(), made == "true");
    }
  }
}

TEST(EventDescriptionTest, MountsOfAContainer) {
  auto records = Make("type: openat\ncontainer: {mounts: ['/proc:/hostproc:ro', '/srv:/data']}\n");
  ASSERT_TRUE(records.ok()) << records.status();
  const proto::Container& container = records->front().process().container();
  ASSERT_EQ(container.mounts_size(), 2);
  EXPECT_EQ(container.mounts(0).dest(), "/hostproc");
  EXPECT_FALSE(container.mounts(0).rdwr());
  EXPECT_EQ(Make("type: openat\ncontainer: {mounts: /srv}\n").status().message(),
            "2:21: a mount has the form SOURCE:DEST[:OPTIONS], not '/srv'");
}

// What is stated is read back, by Describe itself.
TEST(EventDescriptionTest, LabelsOfAPod) {
  const std::string labels =
      "evt.type: openat\nk8s.pod.label[app.kubernetes.io/name]: web\nk8s.pod.label.tier: front\n"
      "k8s.pod.label[internal]:\n";
  const auto all = Make(labels + "k8s.pod.labels: 'app.kubernetes.io/name:web, tier:front'\n");
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->front().process().container().pod_labels_size(), 2);
  EXPECT_FALSE(Make(labels + "k8s.pod.labels: tier:front\n").ok());
  EXPECT_FALSE(Make("evt.type: openat\nk8s.pod.labels: tier:front\n").ok());
}

TEST(EventDescriptionTest, ConnectionsByFieldsAndByParts) {
  for (const char* text :
       {"evt.type: connect\nfd.sip: 1.2.3.4\nfd.sport: 80\nfd.l4proto: tcp\n",
        "type: connect\nfd: {peer: '1.2.3.4:80'}\n", "type: connect\nargs: {addr: '1.2.3.4:80'}\n",
        "evt.type: connect\nfd.name: 0.0.0.0:0->1.2.3.4:80\n"}) {
    const proto::SyscallEvent event = Event(text);
    ASSERT_NE(Arg(event, proto::PARAM_ADDR), nullptr) << text;
    EXPECT_EQ(Arg(event, proto::PARAM_ADDR)->address().ip(), std::string("\x01\x02\x03\x04"));
    EXPECT_EQ(Arg(event, proto::PARAM_ADDR)->address().port(), 80u);
    EXPECT_EQ(event.fd().type(), proto::FileDescriptor::IPV4);
    EXPECT_EQ(event.fd().protocol(), 6u);
  }
  const proto::SyscallEvent local = Event("evt.type: connect\nfd.name: /run/docker.sock\n");
  EXPECT_EQ(Arg(local, proto::PARAM_ADDR)->address().path(), "/run/docker.sock");
  const proto::SyscallEvent accepted =
      Event("evt.type: accept4\nfd.cip: 9.8.7.6\nfd.sport: 22\nfd.num: 7\n");
  EXPECT_EQ(accepted.result(), 7);
  EXPECT_EQ(accepted.fd().peer().ip(), std::string("\x09\x08\x07\x06"));
  EXPECT_EQ(accepted.fd().local().port(), 22u);
}

TEST(EventDescriptionTest, PathsOfEvents) {
  const proto::SyscallEvent rename =
      Event("evt.type: renameat\nfs.path.source: /tmp/a\nfs.path.target: /etc/b\n");
  EXPECT_EQ(Arg(rename, proto::PARAM_OLDPATH)->path(), "/tmp/a");
  EXPECT_EQ(Arg(rename, proto::PARAM_NEWPATH)->path(), "/etc/b");
  const proto::SyscallEvent unlink = Event("evt.type: unlinkat\nfs.path.name: /var/log/x\n");
  EXPECT_EQ(Arg(unlink, proto::PARAM_NAME)->path(), "/var/log/x");
}

TEST(EventDescriptionTest, OpenKindsChooseFlags) {
  const auto flags = [](const std::string& more) {
    return Arg(Event("evt.type: openat\nfd.name: /x\n" + more), proto::PARAM_FLAGS)->number();
  };
  EXPECT_EQ(flags("evt.is_open_read: true\n"), O_RDONLY);
  EXPECT_EQ(flags("evt.is_open_write: true\n"), O_WRONLY);
  EXPECT_EQ(flags("evt.is_open_write: true\nevt.is_open_read: true\n"), O_RDWR);
  EXPECT_EQ(flags("evt.is_open_write: true\nevt.arg.flags: O_WRONLY|O_TRUNC\n"),
            O_WRONLY | O_TRUNC);
  EXPECT_TRUE(flags("evt.is_open_exec: true\n") & O_CREAT);
}

TEST(EventDescriptionTest, Results) {
  EXPECT_EQ(Event("type: mkdir\nres: ENOENT\n").result(), -ENOENT);
  EXPECT_EQ(Event("type: mkdir\nres: -13\n").result(), -EACCES);
  EXPECT_EQ(Event("type: mkdir\n").result(), 0);
  EXPECT_EQ(Event("evt.type: openat\nfd.name: /x\nfd.num: 9\n").result(), 9);
  EXPECT_LT(Event("evt.type: openat\nfd.name: /x\nevt.failed: true\n").result(), 0);
  EXPECT_EQ(Event("type: mkdir\nres: unknown\n").outcome(), proto::OUTCOME_UNKNOWN);
}

TEST(EventDescriptionTest, SyscallsWithoutATypeOfTheirOwn) {
  const proto::SyscallEvent event = Event("evt.type: getpriority\n");
  EXPECT_EQ(event.type(), proto::EVENT_GENERIC);
  EXPECT_EQ(event.name(), "getpriority");
}

TEST(EventDescriptionTest, ProcessDetails) {
  auto records = Make(
      "evt.type: execve\nproc.cmdline: sh -c id\nproc.exepath: /usr/bin/dash\n"
      "proc.is_exe_from_memfd: true\nproc.duration: 5000000000\nproc.env[HOME]: /root\n"
      "user.loginuid: -1\nthread.cap_effective: CAP_SYS_ADMIN CAP_CHOWN\nproc.stdin.type: ipv4\n");
  ASSERT_TRUE(records.ok()) << records.status();
  const proto::Process& sh = (*records)[0].process();
  EXPECT_EQ(sh.comm(), "sh");
  EXPECT_EQ(sh.args(0), "-c");
  EXPECT_TRUE(sh.exe_file().from_memfd());
  EXPECT_EQ(sh.loginuid(), 0xffffffffu);
  EXPECT_EQ(sh.cap_effective(), (1u << 0) | (1u << 21));
  EXPECT_EQ(records->back().syscall().time_ns() - sh.clone_time_ns(), 5000000000u);
}

TEST(EventDescriptionTest, ErrorsNameThePlaceAndTheWayOut) {
  EXPECT_EQ(Error("evt.type: openat\nproc.nme: cat\n"),
            "2:1: there is no field 'proc.nme'; did you mean 'proc.name'?");
  EXPECT_EQ(Error("type: opnat\n"), "1:7: unknown event type 'opnat'; did you mean 'openat'?");
  EXPECT_TRUE(Has(Error("proc.name: cat\n"), "1:1: an event needs a type"));
  EXPECT_EQ(Error("type: openat\nargs: {nam: /x}\n"),
            "2:8: the event openat has no argument 'nam'; did you mean 'name'?");
  EXPECT_TRUE(Has(Error("type: openat\nargs: {flags: O_RDONY}\n"), "did you mean 'O_RDONLY'?"));
  EXPECT_TRUE(Has(Error("type: openat\nproces: {name: x}\n"), "did you mean 'process'?"));
  EXPECT_TRUE(Has(Error("type: openat\nprocess: {nane: x}\n"), "2:11: unknown key 'nane'"));
  EXPECT_TRUE(Has(Error("type: openat\nres: ENOFILE\n"), "2:6: 'ENOFILE' is no result"));
  EXPECT_TRUE(Has(Error("type: openat\nprocess: {name: a-name-of-16-byt}\n"), "15 bytes"));
  EXPECT_TRUE(Has(Error("type: openat\ntype: open\n"), "2:1: 'type' is there twice"));
  EXPECT_TRUE(Has(Error("type: mkdir\nfd.name: /x\n"), "neither creates nor uses a descriptor"));
  EXPECT_TRUE(Has(Error("type: openat\nprocess: {pid: many}\n"), "'many' is not a whole number"));
  EXPECT_TRUE(Has(Error("- type: openat\n"), "an event must be a mapping"));
  EXPECT_TRUE(Has(Error("type: open\nprocess: &p {name: x, parent: *p}\n"), "ancestors"));
  EXPECT_TRUE(Has(Error("type: [\n"), "this is not YAML"));
}

TEST(EventDescriptionTest, WhatRulesWouldReadOtherwiseIsAnError) {
  EXPECT_EQ(Error("evt.type: openat\nfd.name: /x\nfd.num: 3\nevt.res: ENOENT\n"),
            "3:1: fd.num cannot be '3' for this event: rules read '-1'; other parts of the "
            "description say so");
  EXPECT_TRUE(Has(Error("evt.type: openat\nevt.is_io: true\n"), "evt.is_io cannot be 'true'"));
  EXPECT_TRUE(Has(Error("evt.type: openat\nproc.sname: bash\n"), "proc.sname cannot be 'bash'"));
  EXPECT_TRUE(Has(Error("type: openat\nprocess: {name: sh, cmdline: bash -c x}\n"),
                  "proc.cmdline cannot be 'bash -c x'"));
  Event("evt.type: openat\nfd.name: /x\nevt.dir: <\nproc.pname: ~\n");  // it is so anyway
}

TEST(EventDescriptionTest, AStreamHasGrowingNumbers) {
  EventDescriber describer;
  const YAML::Node node = YAML::Load("{type: openat, proc.name: cat, proc.pname: sh}");
  const auto first = describer.Describe(node);
  const auto second = describer.Describe(node);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->back().syscall().seq(), 1u);
  EXPECT_EQ(second->back().syscall().seq(), 2u);
  EXPECT_GT(second->front().process().id(), first->back().syscall().process_id());
  EXPECT_GT(second->back().syscall().time_ns(), first->back().syscall().time_ns());
}

TEST(EventDescriptionTest, FindsDescriptionsInAFile) {
  const auto count = [](const char* text) {
    const auto found = FindDescriptions(YAML::Load(text));
    return found.ok() ? static_cast<int>(found->size()) : -1;
  };
  EXPECT_EQ(count("type: open"), 1);
  EXPECT_EQ(count("[{type: open}, {type: close}]"), 2);
  EXPECT_EQ(count("event: {type: open}"), 1);
  EXPECT_EQ(count("events: [{type: open}, {type: close}]"), 2);
  EXPECT_EQ(count("[]"), -1);
  EXPECT_EQ(count("text"), -1);
  EXPECT_EQ(count("&a {event: *a}"), 1) << "ends, and is no event";
  EXPECT_EQ(count("{event: {type: open}, more: 1}"), -1);
}

std::vector<std::string> NamesOf(const HostNameTable& table, const std::string& address) {
  const Value value = table.NamesOf(address);
  std::vector<std::string> names;
  for (uint32_t i = 0; i < value.count; ++i) names.emplace_back(value.items[i].s);
  return names;
}

TEST(EventDescriptionTest, AddressesHaveTheNamesThatAreStated) {
  using Names = std::vector<std::string>;
  EventDescriber describer;
  const auto describe = [&](const std::string& text) {
    auto records = describer.Describe(ParseYaml(text)->front());
    EXPECT_TRUE(records.ok()) << text << ": " << records.status();
    return records.ok() ? records->back().syscall() : proto::SyscallEvent();
  };
  describe("{evt.type: connect, fd.sip: 1.2.3.4, fd.sip.name: a.example.com}");
  describe("{evt.type: connect, fd.sip.name: b.example.com, fd: {peer: '1.2.3.4:80'}}");
  describe("{evt.type: sendto, fd.lip.name: c.example.com, fd.lip: 5.6.7.8, fd.sip: 9.9.9.9}");
  describe("{evt.type: connect, args: {addr: '9.8.7.6:5'}, fd.rip.name: d.example.com}");
  describe("{evt.type: accept, fd.cip.name: e.example.com, fd.cip: 4.4.4.4}");
  describe("{evt.type: connect, fd.sip: 1.1.1.1, fd.sip.name: ~}");
  const HostNameTable& table = *describer.host_names();
  EXPECT_EQ(NamesOf(table, "\1\2\3\4"), (Names{"a.example.com", "b.example.com"}));
  EXPECT_EQ(NamesOf(table, "\5\6\7\10"), Names{"c.example.com"});
  EXPECT_EQ(NamesOf(table, "\11\10\7\6"), Names{"d.example.com"});
  EXPECT_EQ(NamesOf(table, "\4\4\4\4"), Names{"e.example.com"});
  EXPECT_EQ(NamesOf(table, "\1\1\1\1"), Names());

  // Without an address the name has one of its own.
  const auto address = [&](const std::string& text) {
    const proto::SyscallEvent event = describe(text);
    return Arg(event, proto::PARAM_ADDR)->address().ip();
  };
  const std::string f = address("{evt.type: connect, fd.sip.name: f.example.com}");
  EXPECT_EQ(address("{evt.type: connect, fd.sip.name: f.example.com, fd.sport: 80}"), f);
  EXPECT_NE(address("{evt.type: connect, fd.sip.name: g.example.com}"), f);
  EXPECT_EQ(NamesOf(table, f), Names{"f.example.com"});
}

TEST(EventDescriptionTest, WhatHasNoAddressHasNoHostName) {
  EXPECT_TRUE(Has(Error("{evt.type: openat, fd.name: /x, fd.sip.name: a.example.com}"),
                  "fd.sip.name cannot be 'a.example.com' for this event"));
  EXPECT_TRUE(Has(Error("{evt.type: mkdir, fd.sip.name: a.example.com}"),
                  "neither creates nor uses a descriptor"));
}

}  // namespace
}  // namespace falco_run::engine
