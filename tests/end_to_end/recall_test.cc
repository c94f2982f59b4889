// SPDX-License-Identifier: Apache-2.0
// Nothing is lost and nothing is doubled: for whole workloads, the events of watched calls are as
// many as the lines that strace has for them, call by call and outcome by outcome.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"
#include "tests/services/daemon.h"

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

std::string ListOfCalls() {
  std::string list;
  for (const std::string& call : kCalls) list += (list.empty() ? "" : ",") + call;
  return list;
}

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

// A line of docs/torture.md's table.
void Print(const std::string& backend, const Tally& seen, const Tally& expected) {
  int calls = 0, lost = 0, doubled = 0;
  for (const auto& [call, count] : expected) {
    const auto it = seen.find(call);
    const int events = it == seen.end() ? 0 : it->second;
    calls += count;
    lost += std::max(0, count - events);
  }
  for (const auto& [call, count] : seen) {
    const auto it = expected.find(call);
    doubled += std::max(0, count - (it == expected.end() ? 0 : it->second));
  }
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  std::cout << "recall | " << test->name() << " | " << backend << " | " << calls << " calls in "
            << expected.size() << " rows | " << lost << " lost | " << doubled << " too many\n";
}

// The command under strace, then again under falco-run. What begins with one of `left_out` depends
// on who is faster.
void Compare(const std::string& backend, const std::vector<std::string>& command,
             const std::function<void()>& prepare,
             const std::function<bool(const std::string&)>& left_out = {}) {
  if (!IsInstalled("strace")) GTEST_SKIP() << "needs strace";
  const std::string list = ListOfCalls();
  prepare();
  const std::string trace = TempDir() + "/trace";
  std::vector<std::string> traced = {"strace", "-f", "-qq", "-o", trace, "-e", "trace=" + list};
  traced.insert(traced.end(), command.begin(), command.end());
  const RunResult reference = Execute(traced);
  Tally expected = TallyOfStrace(trace);

  prepare();
  const std::string rules = "- rule: call\n  desc: d\n  condition: evt.type in (" + list +
                            ") and evt.rawres >= -4095\n  output: \"%evt.type %evt.res\"\n" +
                            "  priority: DEBUG\n";
  const Wrapped w = RunWrapped(backend, command, rules, {"--outcomes=always"});
  EXPECT_EQ(w.run.exit_code, reference.exit_code) << reference.err << w.run.err;
  Tally seen;
  for (const auto& alert : w.alerts) {
    const auto& fields = alert["output_fields"];
    ++seen[fields["evt.type"].get<std::string>() + " " + fields["evt.res"].get<std::string>()];
  }
  if (left_out) {
    std::erase_if(seen, [&](const auto& row) { return left_out(row.first); });
    std::erase_if(expected, [&](const auto& row) { return left_out(row.first); });
  }
  EXPECT_EQ(seen, expected) << reference.err << w.run.err;
  EXPECT_GT(seen.size(), 3u);
  EXPECT_EQ(w.summary["lost"], 0);
  EXPECT_EQ(w.summary["outcomes_predicted"], 0);
  Print(backend, seen, expected);
}

// How often calls were begun, whatever came of them.
Tally BegunOfStrace(const std::string& file) {
  Tally tally;
  std::istringstream lines(ReadFile(file));
  for (std::string line; std::getline(lines, line);) {
    const size_t blank = line.find(' ');
    if (blank == std::string::npos) continue;
    const std::string rest = line.substr(line.find_first_not_of(' ', blank));
    // A call that is made again after a signal has a second line.
    if (rest.starts_with("<... ")) {
      if (rest.find("ERESTART") != std::string::npos)
        --tally[rest.substr(5, rest.find(' ', 5) - 5)];
      continue;
    }
    const size_t bracket = rest.find('(');
    if (bracket == std::string::npos || rest.find("ERESTART") != std::string::npos) continue;
    ++tally[rest.substr(0, bracket)];
  }
  return tally;
}

// One run, seen by both: strace inside the tree. For loads that never are the same twice.
void CompareInOneRun(const std::string& backend, const std::string& script) {
  if (!IsInstalled("strace")) GTEST_SKIP() << "needs strace";
  const std::string trace = TempDir() + "/trace";
  const std::string list = ListOfCalls();
  const std::string rules = "- rule: call\n  desc: d\n  condition: evt.type in (" + list +
                            ") and not proc.name = strace and proc.aname = strace\n" +
                            "  output: \"%evt.type\"\n  priority: DEBUG\n";
  const Wrapped w = RunWrapped(
      backend, {"strace", "-f", "-qq", "-o", trace, "-e", "trace=" + list, "sh", "-c", script},
      rules);
  EXPECT_EQ(w.run.exit_code, 0) << w.run.err;
  Tally seen;
  for (const auto& alert : w.alerts) ++seen[alert["output_fields"]["evt.type"].get<std::string>()];
  Tally expected = BegunOfStrace(trace);
  // The first exec is strace's own child's, before it has its name.
  for (Tally* tally : {&seen, &expected}) tally->erase("execve");
  EXPECT_EQ(seen, expected) << w.run.err;
  EXPECT_GT(seen.size(), 3u);
  EXPECT_EQ(w.summary["lost"], 0);
  Print(backend, seen, expected);
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

TEST_P(RecallTest, PythonTests) {
  if (!IsInstalled("python3")) GTEST_SKIP() << "needs python3";
  const std::string dir = TempDir();
  WriteFile(dir + "/test_it.py", R"(
import os, shutil, signal, socketserver, subprocess, sys, tempfile, unittest, urllib.request

class Files(unittest.TestCase):
    def setUp(self): self.dir = tempfile.mkdtemp()
    def tearDown(self): shutil.rmtree(self.dir)
    def test_copy(self):
        a = os.path.join(self.dir, 'a')
        with open(a, 'w') as f: f.write('x')
        shutil.copy(a, a + '2'); os.replace(a + '2', a)
        self.assertRaises(OSError, os.mkdir, a)

class Processes(unittest.TestCase):
    def test_status(self): self.assertEqual(subprocess.run(['sh', '-c', 'exit 3']).returncode, 3)
    def test_kill(self):
        p = subprocess.Popen(['cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        p.stdin.write(b'x'); p.stdin.flush(); p.stdout.read(1)  # it waits for more now
        p.kill()
        self.assertEqual(p.wait(), -signal.SIGKILL)
    def test_missing(self): self.assertRaises(FileNotFoundError, subprocess.run, ['/no/such'])
    def test_pipe(self): self.assertEqual(subprocess.check_output('echo x | cat', shell=True), b'x\n')
)");
  Compare(GetParam(),
          {"env", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1", "python3", "-m", "unittest",
           "discover", "-q", "-s", dir},
          [] {});
}

TEST_P(RecallTest, APackageIsInstalled) {
  if (!IsInstalled("dpkg-deb") || geteuid() != 0) GTEST_SKIP() << "needs dpkg and root";
  const std::string dir = TempDir();
  namespace fs = std::filesystem;
  fs::create_directories(dir + "/package/DEBIAN");
  for (int i = 0; i < 30; ++i) {
    const std::string doc = dir + "/package/usr/share/doc/p/" + std::to_string(i % 5);
    fs::create_directories(doc);
    WriteFile(doc + "/" + std::to_string(i), std::string(1000, 'x'));
  }
  WriteFile(dir + "/package/DEBIAN/control",
            "Package: p\nVersion: 1\nArchitecture: all\nMaintainer: n <n@example.org>\n"
            "Description: d\n");
  WriteFile(dir + "/package/DEBIAN/postinst", "#!/bin/sh\necho configured $1\n");
  chmod((dir + "/package/DEBIAN/postinst").c_str(), 0755);
  ASSERT_EQ(Execute({"dpkg-deb", "-b", dir + "/package", dir + "/p.deb"}).exit_code, 0);
  const auto prepare = [&] {
    fs::remove_all(dir + "/root");
    for (const char* sub : {"/info", "/updates"}) {
      fs::create_directories(dir + "/root/var/lib/dpkg" + sub);
    }
    WriteFile(dir + "/root/var/lib/dpkg/status", "");
  };
  Compare(GetParam(),
          {"dpkg", "--root=" + dir + "/root", "--force-script-chrootless", "--log=/dev/null", "-i",
           dir + "/p.deb"},
          prepare);
}

TEST_P(RecallTest, GitClone) {
  if (!IsInstalled("git")) GTEST_SKIP() << "needs git";
  const std::string dir = TempDir();
  const std::string git = "git -c user.name=n -c user.email=n@example.org -c pack.threads=1 ";
  const RunResult made =
      Execute({"sh", "-ec",
               "cd " + dir +
                   "; git init -q r; cd r; for i in 1 2 3 4 5 6 7 8; do mkdir d$i; "
                   "echo $i > d$i/f; echo $i > g$i; git add .; " +
                   git + "commit -qm c$i; done"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  // git reads again what is not older than its index: with an old one that is every file, and not
  // what was written in the last tick.
  Compare(GetParam(),
          {"sh", "-ec",
           "cd " + dir + "; " + git + "clone -q file://" + dir + "/r far; " + git +
               "clone -q r near; cd near; touch -d @1000000000 .git/index; "
               "git log --oneline | wc -l; git status -s"},
          [&] {
            std::filesystem::remove_all(dir + "/far");
            std::filesystem::remove_all(dir + "/near");
          });
}

// nginx with one worker, asked one thing after the other.
std::string NginxScript(const std::string& dir, int port, const std::string& load) {
  WriteFile(dir + "/page", "hello\n");
  WriteFile(
      dir + "/nginx.conf",
      "user root;\nworker_processes 1;\npid " + dir + "/pid;\nerror_log " + dir +
          "/error.log;\nevents {}\nhttp { access_log off; sendfile off; client_body_temp_path " +
          dir + "/t1; proxy_temp_path " + dir + "/t2; fastcgi_temp_path " + dir +
          "/t3; uwsgi_temp_path " + dir + "/t4; scgi_temp_path " + dir +
          "/t5; server { listen 127.0.0.1:" + std::to_string(port) + "; root " + dir + "; } }\n");
  // Its first process ends before the one that goes on has said who it is.
  return "nginx -c " + dir + "/nginx.conf; until [ -s " + dir + "/pid ]; do sleep 0.01; done; " +
         "p=$(cat " + dir + "/pid); " + load + "; kill -QUIT $p; while [ -e " + dir +
         "/pid ]; do sleep 0.1; done";
}

TEST_P(RecallTest, Nginx) {
  if (!IsInstalled("nginx") || !IsInstalled("curl") || geteuid() != 0)
    GTEST_SKIP() << "needs nginx, curl and root";
  const std::string dir = TempDir();
  const int port = FreePort();
  const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/page?[1-100]";
  const std::string script =
      NginxScript(dir, port, "curl -s -H 'Connection: close' '" + url + "' | wc -c");
  const auto prepare = [&] {
    for (int i = 1; i <= 5; ++i) std::filesystem::remove(dir + "/t" + std::to_string(i));
  };
  // How often the shell looks, and whether data is there at once.
  const auto depends_on_speed = [](const std::string& row) {
    return row.ends_with(" EAGAIN") || row.starts_with("recvfrom ") || row.starts_with("clone ") ||
           row.starts_with("vfork ") || row.starts_with("execve ") || row.starts_with("openat ");
  };
  Compare(GetParam(), {"sh", "-c", script}, prepare, depends_on_speed);
}

TEST_P(RecallTest, NginxUnderWrk) {
  if (GetParam() != "notify") GTEST_SKIP() << "strace cannot be inside: everything is traced";
  if (!IsInstalled("nginx") || !IsInstalled("wrk") || geteuid() != 0)
    GTEST_SKIP() << "needs nginx, wrk and root";
  const std::string dir = TempDir();
  const int port = FreePort();
  const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/page";
  CompareInOneRun(GetParam(),
                  NginxScript(dir, port, "wrk -t1 -c8 -d1 -H 'Connection: close' " + url));
}

std::string RedisScript(const std::string& dir, const std::string& options) {
  const std::string socket = dir + "/socket";
  return "cd " + dir + "; redis-server --port 0 --unixsocket " + socket +
         " --save '' --daemonize yes --pidfile " + dir +
         "/pid --logfile /dev/null >/dev/null; sleep 1; redis-benchmark -s " + socket + " " +
         options + " -q >/dev/null; redis-cli -s " + socket + " shutdown nosave; sleep 0.5";
}

TEST_P(RecallTest, Redis) {
  if (!IsInstalled("redis-server") || !IsInstalled("redis-benchmark"))
    GTEST_SKIP() << "needs redis";
  const std::string dir = TempDir();
  // What the server looks at in /proc from time to time.
  Compare(
      GetParam(), {"sh", "-c", RedisScript(dir, "-n 200 -c 1 -t set,get")}, [] {},
      [](const std::string& row) { return row.starts_with("openat "); });
}

TEST_P(RecallTest, RedisWithManyClients) {
  if (GetParam() != "notify") GTEST_SKIP() << "strace cannot be inside: everything is traced";
  if (!IsInstalled("redis-server") || !IsInstalled("redis-benchmark"))
    GTEST_SKIP() << "needs redis";
  CompareInOneRun(GetParam(), RedisScript(TempDir(), "-n 5000 -c 20 -t set,get,lpush"));
}

INSTANTIATE_TEST_SUITE_P(Backends, RecallTest, kAllBackends, BackendName);

}  // namespace
}  // namespace falco_run::tests
