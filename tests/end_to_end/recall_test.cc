// SPDX-License-Identifier: Apache-2.0
// Nothing is lost and nothing is doubled: for whole workloads, the events of watched calls are as
// many as the lines that strace has for them, call by call and outcome by outcome.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

const std::vector<std::string> kCalls = {
    "execve",    "open",    "openat",   "creat",    "connect",  "accept",    "accept4", "socket",
    "bind",      "listen",  "sendto",   "sendmsg",  "recvfrom", "recvmsg",   "rename",  "renameat",
    "renameat2", "unlink",  "unlinkat", "mkdir",    "mkdirat",  "rmdir",     "link",    "linkat",
    "symlink",   "chmod",   "fchmod",   "fchmodat", "chown",    "fchownat",  "dup",     "dup2",
    "dup3",      "chdir",   "fchdir",   "kill",     "clone",    "clone3",    "vfork",   "fork",
    "pipe2",     "setpgid", "setsid",   "setuid",   "setgid",   "socketpair"};

// "openat SUCCESS" -> how many.
using Tally = std::map<std::string, int>;

Tally TallyOfStrace(const std::string& file) {
  Tally tally;
  std::istringstream lines(ReadFile(file));
  for (std::string line; std::getline(lines, line);) {
    const size_t blank = line.find(' ');
    if (blank == std::string::npos) continue;
    const std::string rest = line.substr(line.find_first_not_of(' ', blank));
    std::string name;
    if (rest.rfind("<... ", 0) == 0) {
      name = rest.substr(5, rest.find(' ', 5) - 5);
    } else if (rest.find("<unfinished ...>") != std::string::npos) {
      continue;  // counted where it resumes
    } else {
      const size_t bracket = rest.find('(');
      if (bracket == std::string::npos) continue;  // a signal, an exit
      name = rest.substr(0, bracket);
    }
    const size_t equals = rest.rfind(" = ");
    if (equals == std::string::npos) continue;
    const std::string result = rest.substr(equals + 3);
    if (result.find("ERESTART") != std::string::npos) continue;  // made again
    std::string outcome = "SUCCESS";
    if (result.rfind("-1 ", 0) == 0) outcome = result.substr(3, result.find(' ', 3) - 3);
    ++tally[name + " " + outcome];
  }
  return tally;
}

void Compare(const std::string& backend, const std::vector<std::string>& command,
             const std::function<void()>& prepare) {
  if (Execute({"strace", "-V"}).exit_code != 0) GTEST_SKIP() << "needs strace";
  std::string list;
  for (const std::string& call : kCalls) list += (list.empty() ? "" : ",") + call;
  prepare();
  const std::string trace = TempDir() + "/trace";
  std::vector<std::string> traced = {"strace", "-f", "-qq", "-o", trace, "-e", "trace=" + list};
  traced.insert(traced.end(), command.begin(), command.end());
  const RunResult reference = Execute(traced);
  const Tally expected = TallyOfStrace(trace);

  prepare();
  const std::string rules = "- rule: call\n  desc: d\n  condition: evt.type in (" + list +
                            ") and evt.rawres >= -4095\n  output: \"%evt.type %evt.res\"\n" +
                            "  priority: DEBUG\n";
  const Wrapped w = RunWrapped(backend, command, rules, {"--outcomes=always"});
  EXPECT_EQ(w.run.exit_code, reference.exit_code);
  Tally seen;
  for (const auto& alert : w.alerts) {
    const auto& fields = alert["output_fields"];
    ++seen[fields["evt.type"].get<std::string>() + " " + fields["evt.res"].get<std::string>()];
  }
  EXPECT_EQ(seen, expected);
  EXPECT_GT(seen.size(), 3u);
  EXPECT_EQ(w.summary["lost"], 0);
  EXPECT_EQ(w.summary["outcomes_predicted"], 0);
}

class RecallTest : public BackendTest {};

TEST_P(RecallTest, AShellScriptOfManyCommands) {
  const std::string dir = TempDir();
  std::string script = "cd " + dir + "\n";
  for (int i = 0; i < 50; ++i) {
    const std::string n = std::to_string(i);
    script += "mkdir d" + n + "; echo " + n + " > d" + n + "/f; cp d" + n + "/f d" + n +
              "/g; mv d" + n + "/g d" + n + "/h; rm d" + n + "/h; (exit " + n + "); rm -r d" + n +
              "\n";
  }
  const std::string file = WriteFile(dir + ".sh", script);
  Compare(GetParam(), {"sh", file}, [] {});
  std::filesystem::remove(file);
}

TEST_P(RecallTest, FindAndTar) {
  const std::string dir = TempDir();
  const auto prepare = [&] {
    std::filesystem::remove_all(dir + "/tree");
    for (int i = 0; i < 20; ++i) {
      const std::string sub = dir + "/tree/" + std::to_string(i);
      std::filesystem::create_directories(sub);
      for (int j = 0; j < 10; ++j) WriteFile(sub + "/" + std::to_string(j), "x");
    }
  };
  Compare(GetParam(),
          {"sh", "-c",
           "cd " + dir +
               "; tar -cf t.tar tree; mkdir tree/out; tar -xf t.tar -C tree/out; "
               "find tree -name 3 -exec cat {} + | wc -c; rm -r tree/out t.tar"},
          prepare);
}

TEST_P(RecallTest, Python) {
  if (access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "needs python3";
  const std::string script = R"(
import os, socket, subprocess, tempfile, threading
with tempfile.TemporaryDirectory() as d:
    for i in range(50):
        p = os.path.join(d, str(i))
        open(p, 'w').write('x'); os.chmod(p, 0o600); os.rename(p, p + 'r')
    for i in range(10): subprocess.run(['true'])
s = socket.create_server(('127.0.0.1', 0))
def serve():
    for i in range(20):
        c, a = s.accept(); c.sendall(c.recv(10)); c.close()
t = threading.Thread(target=serve); t.start()
for i in range(20):
    c = socket.create_connection(s.getsockname()); c.sendall(b'hello')
    while c.recv(10): pass
t.join()
)";
  Compare(GetParam(),
          {"env", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1", "python3", "-c", script}, [] {});
}

TEST_P(RecallTest, Make) {
  if (Execute({"make", "--version"}).exit_code != 0 || Execute({"gcc", "-v"}).exit_code != 0) {
    GTEST_SKIP() << "needs make and gcc";
  }
  const std::string dir = TempDir();
  const auto prepare = [&] {
    std::filesystem::remove_all(dir + "/src");
    std::filesystem::create_directories(dir + "/src");
    std::string objects;
    for (int i = 0; i < 5; ++i) {
      const std::string n = std::to_string(i);
      WriteFile(dir + "/src/f" + n + ".c",
                "#include <stdio.h>\nint f" + n + "(void) { return " + n + "; }\n");
      objects += " f" + n + ".o";
    }
    WriteFile(dir + "/src/main.c", "int main(void) { return 0; }\n");
    WriteFile(dir + "/src/Makefile", "all:" + objects + " main.o\n\tgcc -o prog $^\n");
  };
  Compare(GetParam(), {"env", "TMPDIR=" + dir, "make", "-s", "-C", dir + "/src"}, prepare);
}

INSTANTIATE_TEST_SUITE_P(Backends, RecallTest, kAllBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests
