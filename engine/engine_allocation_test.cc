// SPDX-License-Identifier: Apache-2.0
// Events that raise no alert allocate nothing, once each event type was seen.
#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "engine/engine.h"
#include "engine/engine_test_util.h"

namespace {

std::atomic<size_t> allocations{0};

void* Allocate(size_t size) {
  ++allocations;
  if (void* p = std::malloc(size == 0 ? 1 : size)) return p;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(size_t size) { return Allocate(size); }
void* operator new[](size_t size) { return Allocate(size); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, size_t) noexcept { std::free(p); }
void operator delete[](void* p, size_t) noexcept { std::free(p); }

namespace falco_run::engine {
namespace {

using testing::AddNumber;
using testing::AddText;
using testing::MakeEvent;
using testing::MakeProcess;
using testing::MakeRule;
using testing::Openat;
using testing::WithResult;

// None fires for the events below, but all have to be looked into.
std::unique_ptr<Engine> MakeEngine() {
  static constexpr const char* kConditions[] = {
      "evt.type in (open, openat) and evt.is_open_read = true and fd.name startswith /etc/shadow- "
      "and fd.name endswith .x",
      "evt.type = openat and fd.num >= 0 and fd.name contains secret and not proc.name = vi",
      "evt.type = openat and evt.arg.flags contains O_TMPFILE and fd.directory in (/bin, /sbin)",
      "evt.type = openat and fd.nameraw endswith .key and proc.aname in (ssh, scp)",
      "evt.type = openat and evt.arg.flags contains O_APPEND and evt.arg.flags contains O_EXCL and "
      "evt.args contains nothing",
      "evt.type = openat and proc.cmdline contains -z and fd.containername = x",
      "evt.type = execve and proc.name in (nc, ncat) and proc.args contains -e",
      "evt.type = execve and join('-', (proc.name, proc.pname)) = a-b",
      "evt.type = execve and tolower(proc.exepath) = /x and proc.env[A] = 1",
      "evt.type = execve and getopt(proc.args, \"a:b\") intersects (q)",
      "evt.type = connect and fd.sport in (22, 23) and fd.name contains x and fd.l4proto = tcp",
      "evt.type = connect and fd.sip in (1.1.1.1) and container.id != host",
      "evt.type = connect and fd.sip.name in (pool.example.com)",
      "evt.type in (rename, unlink) and evt.arg.path startswith /nowhere",
      "evt.type in (rename, unlink) and evt.arg.oldpath endswith /nowhere and user.name != root",
      "evt.type = setuid and evt.arg.uid = nobody",
  };
  RuleSet set;
  for (const char* condition : kConditions) {
    set.rules.push_back(MakeRule(condition, condition));
    EXPECT_NE(set.rules.back().expr, nullptr) << condition;
  }
  auto engine = Engine::Create(set, {});
  EXPECT_TRUE(engine.ok()) << engine.status();
  return std::move(*engine);
}

std::vector<proto::SyscallEvent> Events(uint64_t process) {
  std::vector<proto::SyscallEvent> events;
  for (const char* path : {"/usr/lib/x86_64-linux-gnu/a-name-that-is-not-short.so.6",
                           "/etc/shadow-or-not", "/home/ann/secret/of/considerable/length"}) {
    for (int64_t flags : {O_RDONLY, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW}) {
      events.push_back(Openat(path, flags));
      if (path[1] == 'u') events.push_back(WithResult(events.back(), 3));
      events.push_back(WithResult(Openat(path, flags), -ENOENT));
    }
  }
  events.push_back(WithResult(MakeEvent(proto::EVENT_EXECVE), 0));
  events.push_back(MakeEvent(proto::EVENT_EXECVE));
  events.push_back(testing::Connect("\x0a\x01\x02\x03", 443));
  proto::SyscallEvent rename = MakeEvent(proto::EVENT_RENAME);
  AddText(rename, proto::PARAM_OLDPATH, "a", "/tmp/a-rather-long-path-that-is-not-inline");
  AddText(rename, proto::PARAM_NEWPATH, "b", "/tmp/b");
  events.push_back(rename);
  proto::SyscallEvent unlink = MakeEvent(proto::EVENT_UNLINK);
  AddText(unlink, proto::PARAM_PATH, "a", "/tmp/a-rather-long-path-that-is-not-inline");
  events.push_back(unlink);
  proto::SyscallEvent setuid = MakeEvent(proto::EVENT_SETUID);
  AddNumber(setuid, proto::PARAM_UID, 1000);
  events.push_back(setuid);
  events.push_back(MakeEvent(proto::EVENT_GETUID));
  for (proto::SyscallEvent& e : events) e.set_process_id(process);
  return events;
}

TEST(EngineAllocation, NoneForAnEventWithoutAlert) {
  auto engine = MakeEngine();
  std::vector<proto::SyscallEvent> events;
  for (uint64_t id = 1; id <= 20; ++id) {
    proto::Process p = MakeProcess(id, id - 1, id % 2 ? "a-process" : "vi");
    p.add_args("--an-argument-that-does-not-fit-into-a-short-string");
    p.add_args("-a");
    engine->OnProcess(p);
    for (proto::SyscallEvent& e : Events(id)) events.push_back(std::move(e));
  }
  std::vector<proto::Alert> alerts;
  for (const proto::SyscallEvent& e : Events(1)) {
    EXPECT_NE(engine->Evaluate(e, alerts), Decision::kMatch) << e.ShortDebugString();
  }
  // Processes 2 to 20 are new to the engine.
  size_t before = allocations;
  for (int round = 0; round < 3; ++round) {
    for (const proto::SyscallEvent& e : events) engine->Evaluate(e, alerts);
  }
  EXPECT_EQ(allocations - before, 0u);
  EXPECT_TRUE(alerts.empty());

  // The counter counts.
  before = allocations;
  delete new proto::Alert;
  EXPECT_GT(allocations, before);
}

}  // namespace
}  // namespace falco_run::engine
