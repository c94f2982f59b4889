// SPDX-License-Identifier: Apache-2.0
#include "app/replayer.h"

#include <errno.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace falco_run::app {
namespace {

// Writes down how it is called.
class FakeSink : public tracer::Sink {
 public:
  void OnStart(const proto::Start&) override { calls.push_back("start"); }
  void OnProcess(const proto::Process& p) override {
    calls.push_back("process " + std::to_string(p.id()));
  }
  void OnProcessExit(const proto::ProcessExit& e) override {
    calls.push_back("exit " + std::to_string(e.id()));
  }
  tracer::Verdict OnSyscall(const proto::SyscallEvent& e) override {
    calls.push_back("event " + std::to_string(e.seq()));
    return needs_outcome ? tracer::Verdict::kNeedOutcome : tracer::Verdict::kContinue;
  }
  tracer::Verdict OnOutcome(const proto::SyscallEvent& e) override {
    calls.push_back("outcome " + std::to_string(e.seq()) + " " + proto::Outcome_Name(e.outcome()) +
                    " " + std::to_string(e.result()));
    return tracer::Verdict::kContinue;
  }
  bool needs_outcome = false;
  std::vector<std::string> calls;
};

using Calls = std::vector<std::string>;

class ReplayerTest : public testing::Test {
 protected:
  proto::Record Event(uint64_t seq, proto::EventType type, bool awaited) {
    proto::Record record;
    record.mutable_syscall()->set_seq(seq);
    record.mutable_syscall()->set_process_id(1);
    record.mutable_syscall()->set_type(type);
    record.set_outcome_awaited(awaited);
    return record;
  }
  proto::Record Outcome(uint64_t seq, proto::EventType type, int64_t result) {
    proto::Record record = Event(seq, type, false);
    record.mutable_syscall()->set_outcome(proto::OUTCOME_KNOWN);
    record.mutable_syscall()->set_result(result);
    return record;
  }
  proto::Record Snapshot(const std::string& comm) {
    proto::Record record;
    record.mutable_process()->set_id(1);
    record.mutable_process()->set_comm(comm);
    return record;
  }
  proto::Record Exec(uint64_t seq, const std::string& path) {
    proto::Record record = Event(seq, proto::EVENT_EXECVE, false);
    auto& arg = *record.mutable_syscall()->add_args();
    arg.set_param(proto::PARAM_FILENAME);
    arg.set_path(path);
    return record;
  }

  FakeSink sink_;
  Replayer replayer_{sink_};
};

TEST_F(ReplayerTest, PlaysWhatTheTracerPlayed) {
  sink_.needs_outcome = true;
  proto::Record start;
  start.mutable_start();
  replayer_.Feed(start);
  replayer_.Feed(Snapshot("sh"));
  replayer_.Feed(Event(1, proto::EVENT_OPEN, true));
  replayer_.Feed(Event(2, proto::EVENT_OPEN, true));  // its caller was killed: no outcome
  replayer_.Feed(Outcome(1, proto::EVENT_OPEN, -ENOENT));
  proto::Record exit;
  exit.mutable_process_exit()->set_id(1);
  replayer_.Feed(exit);
  EXPECT_EQ(sink_.calls, (Calls{"start", "process 1", "event 1", "event 2",
                                "outcome 1 OUTCOME_KNOWN -2", "exit 1"}));
  EXPECT_EQ(replayer_.counts().events, 2u);
  EXPECT_EQ(replayer_.counts().outcomes_not_recorded, 0u);
}

TEST_F(ReplayerTest, AnOutcomeThatIsNotAskedForIsLeftOut) {
  replayer_.Feed(Event(1, proto::EVENT_OPEN, true));
  replayer_.Feed(Outcome(1, proto::EVENT_OPEN, 4));
  EXPECT_EQ(sink_.calls, Calls{"event 1"});
}

TEST_F(ReplayerTest, AMissingOutcomeCountsAsSuccess) {
  sink_.needs_outcome = true;
  replayer_.Feed(Event(1, proto::EVENT_MKDIR, false));
  replayer_.Feed(Event(2, proto::EVENT_OPENAT, false));
  replayer_.Feed(Event(3, proto::EVENT_CONNECT, false));
  proto::Record dup = Event(4, proto::EVENT_DUP2, false);
  auto& arg = *dup.mutable_syscall()->add_args();
  arg.set_param(proto::PARAM_NEWFD);
  arg.set_number(1);
  replayer_.Feed(dup);
  EXPECT_EQ(sink_.calls, (Calls{"event 1", "outcome 1 OUTCOME_PREDICTED 0", "event 2",
                                "outcome 2 OUTCOME_PREDICTED 3", "event 3",
                                "outcome 3 OUTCOME_PREDICTED " + std::to_string(-EINPROGRESS),
                                "event 4", "outcome 4 OUTCOME_PREDICTED 1"}));
  EXPECT_EQ(replayer_.counts().outcomes_not_recorded, 4u);
}

TEST_F(ReplayerTest, AnExecIsJudgedByTheNextSnapshot) {
  sink_.needs_outcome = true;
  replayer_.Feed(Exec(1, "/usr/local/bin/a-program-of-long-name"));
  replayer_.Feed(Snapshot("sh"));
  replayer_.Feed(Exec(2, "/usr/bin/a-program-of-long-name"));
  replayer_.Feed(Snapshot("a-program-of-lo"));
  replayer_.Feed(Snapshot("renamed"));
  EXPECT_EQ(sink_.calls, (Calls{"event 1", "process 1", "outcome 1 OUTCOME_PREDICTED -2", "event 2",
                                "process 1", "outcome 2 OUTCOME_PREDICTED 0", "process 1"}));
}

TEST_F(ReplayerTest, RecordsOfOtherKindsAreSkipped) {
  replayer_.Feed({});
  proto::Record audit;
  audit.mutable_audit();
  replayer_.Feed(audit);
  EXPECT_TRUE(sink_.calls.empty());
}

}  // namespace
}  // namespace falco_run::app
