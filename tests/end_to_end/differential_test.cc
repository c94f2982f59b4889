// SPDX-License-Identifier: Apache-2.0
// One workload, all backends: the recordings hold the same records, but for times, ids and the
// order of processes that run side by side.
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "proto/record.pb.h"
#include "recording/record_reader.h"
#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

using Tally = std::map<std::string, int>;

constexpr char kEverything[] = R"(
- rule: everything
  desc: d
  condition: >
    evt.type in (execve, execveat, open, openat, openat2, creat, rename, renameat, renameat2, unlink,
      unlinkat, mkdir, mkdirat, rmdir, link, linkat, symlink, symlinkat, chmod, fchmod, fchmodat,
      dup, dup2, dup3, fcntl, clone, clone3, fork, vfork, chdir, setuid, setgid, setresuid,
      setresgid, pipe, pipe2, socketpair, socket, bind, listen, connect, accept, accept4, sendto,
      sendmsg, sendmmsg, recvfrom, recvmsg, recvmmsg, shutdown, kill, prctl, memfd_create, exit_group)
    and evt.rawres >= -4095 and proc.name != "" and fd.name != "never" and proc.env != ""
  output: "%evt.type %evt.args %evt.is_open_create %proc.cwd %user.name"
  priority: DEBUG
)";

// "pipe:[123]" -> "pipe:[]": another one each time.
std::string WithoutInode(const std::string& name) {
  const size_t bracket = name.find(":[");
  return bracket == std::string::npos ? name : name.substr(0, bracket) + ":[]";
}

std::string Text(const google::protobuf::Message& message) {
  std::string text;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &text).ok());
  return text;
}

// Ports that the kernel chooses are others each time.
void Normalise(proto::SocketAddress& address) {
  constexpr uint32_t kLowest = 1024;
  if (address.port() >= kLowest) address.set_port(kLowest);
}

void Normalise(proto::FileDescriptor& fd) {
  if (fd.has_local()) Normalise(*fd.mutable_local());
  if (fd.has_peer()) Normalise(*fd.mutable_peer());
  fd.set_name(WithoutInode(fd.name()));
  fd.clear_ino();
  fd.clear_dev();
}

std::string Line(proto::Process p) {
  const std::vector<std::string> env(p.env().begin(), p.env().end());
  p.clear_env();
  // The backend is started in other ways.
  for (const std::string& e : env) {
    if (!e.starts_with("_=") && !e.starts_with("FALCO_RUN")) p.add_env(e);
  }
  p.clear_id();
  p.clear_parent_id();
  p.clear_pid();
  p.clear_ppid();
  p.clear_vpid();
  p.clear_sid();
  p.clear_pgid();
  p.clear_vpgid();
  p.clear_start_ticks();
  p.clear_clone_time_ns();
  p.clear_exec_time_ns();
  p.clear_pidns_init_time_ns();
  for (auto& fd : *p.mutable_stdio()) Normalise(fd);
  return "process " + Text(p);
}

bool MakesProcess(const proto::SyscallEvent& e) {
  return e.type() == proto::EVENT_CLONE || e.type() == proto::EVENT_CLONE3 ||
         e.type() == proto::EVENT_FORK || e.type() == proto::EVENT_VFORK;
}

std::string Line(proto::SyscallEvent e, const proto::Process& process) {
  e.clear_seq();
  e.clear_time_ns();
  e.clear_process_id();
  e.clear_tid();
  if (MakesProcess(e) && e.result() > 0) e.set_result(1);
  if (e.has_fd()) Normalise(*e.mutable_fd());
  for (auto& arg : *e.mutable_args()) {
    // Pids and addresses.
    constexpr int64_t kLowestAddress = int64_t{1} << 32;
    if (arg.number() >= kLowestAddress || arg.param() == proto::PARAM_PID ||
        arg.param() == proto::PARAM_ARG2 || arg.param() == proto::PARAM_ARG2_INT) {
      arg.set_number(0);
    }
    arg.set_text(WithoutInode(arg.text()));
    if (arg.has_address()) Normalise(*arg.mutable_address());
  }
  return process.comm() + " " + Text(e);
}

Tally Records(const std::string& file) {
  Tally tally;
  auto reader = recording::RecordReader::Open(file);
  if (!reader.ok()) {
    ADD_FAILURE() << reader.status();
    return tally;
  }
  std::map<uint64_t, proto::Process> processes;
  proto::Record record;
  absl::StatusOr<bool> more;
  while ((more = (*reader)->Next(record)).ok() && *more) {
    if (record.has_process()) {
      const proto::Process& p = record.process();
      // Those that run us are not the workload.
      const bool ours = p.comm() == "falco-run" || p.comm() == "refuse_seccomp";
      processes[p.id()] = p;
      if (!ours && processes.contains(p.parent_id())) ++tally[Line(p)];
    } else if (record.has_process_exit()) {
      ++tally["exit of " + processes[record.process_exit().id()].comm()];
    } else if (record.has_syscall()) {
      ++tally[Line(record.syscall(), processes[record.syscall().process_id()])];
    }
  }
  EXPECT_TRUE(more.ok()) << more.status();
  return tally;
}

Tally RecordsOf(const std::string& backend, const std::vector<std::string>& command,
                const std::string& outcomes) {
  const std::string dir = TempDir();
  const Wrapped w = RunWrapped(backend, command, kEverything,
                               {"--outcomes=" + outcomes, "--record=" + dir + "/rec"});
  EXPECT_EQ(w.run.exit_code, 0) << w.run.err;
  EXPECT_EQ(w.summary["backend"], backend == "notify" ? "notify" : "ptrace");
  EXPECT_EQ(w.summary["outcomes_predicted"], 0);
  return Records(dir + "/rec");
}

// What one of them has and the other has not.
std::string Difference(const Tally& a, const Tally& b) {
  std::string text;
  for (const auto& [line, count] : a) {
    const auto it = b.find(line);
    const int other = it == b.end() ? 0 : it->second;
    if (count != other) {
      text += std::to_string(count) + " instead of " + std::to_string(other) + ": " + line + "\n";
    }
  }
  return text;
}

bool HasCall(const Tally& tally, const std::string& program, const std::string& call) {
  const std::string start = program + " {\"type\":\"EVENT_" + call + "\"";
  const auto it = tally.lower_bound(start);
  return it != tally.end() && it->first.starts_with(start);
}

// Everything waits for what it has started: nothing depends on who is faster.
std::string Script(const std::string& dir) {
  return "cd " + dir +
         "; mkdir d; echo hello > d/f; cp d/f d/g; mv d/g d/h; ln -s f d/l; chmod 600 d/f; cat d/h "
         ">/dev/null; cat /no/such/file 2>/dev/null; (exit 3); ls d >/dev/null; rm -r d; /no/such "
         "2>/dev/null; env A=1 sh -c 'umask 77; : > x; rm x'; " +
         Program("exec_failing") + " " + dir + " >/dev/null; " + Program("spawn_program") +
         " vfork /bin/true >/dev/null; " + Program("spawn_program") +
         " clone3 /bin/true >/dev/null; " + Program("open_variants") + " " + dir +
         "/v >/dev/null; " + Program("send_many") + " >/dev/null; " + Program("use_sockets") + " " +
         dir + " >/dev/null; rm -rf " + dir + "/*; exit 0";
}

TEST(DifferentialTest, AllBackendsGiveTheSameRecords) {
  const std::string dir = TempDir();
  const std::vector<std::string> command = {"sh", "-c", Script(dir)};
  for (const std::string outcomes : {"needed", "always"}) {
    const Tally expected = RecordsOf("notify", command, outcomes);
    EXPECT_GT(expected.size(), 100u);
    for (const std::string call : {"SOCKET", "BIND", "LISTEN", "CONNECT", "ACCEPT", "ACCEPT4",
                                   "SENDTO", "RECVFROM", "SENDMSG", "RECVMSG", "SOCKETPAIR"}) {
      EXPECT_TRUE(HasCall(expected, "use_sockets", call)) << call;
    }
    for (const std::string backend : {"ptrace", "ptrace_plain"}) {
      const Tally seen = RecordsOf(backend, command, outcomes);
      EXPECT_EQ(Difference(seen, expected), "") << "more with " << backend << ", " << outcomes;
      EXPECT_EQ(Difference(expected, seen), "") << "less with " << backend << ", " << outcomes;
    }
  }
}

}  // namespace
}  // namespace falco_run::tests
