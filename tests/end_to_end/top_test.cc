// SPDX-License-Identifier: Apache-2.0
// `falco-run top`: on a terminal, and for programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "tests/end_to_end/harness.h"
#include "tests/services/daemon.h"

namespace falco_run::tests {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class TopTest : public testing::Test {
 protected:
  // A wrapped program that opens a secret every 50 ms while `look` runs.
  template <typename F>
  void RunWhile(F look) {
    const std::string rules =
        WriteFile(directory_ + "/rules.yaml",
                  "- rule: Secret touched\n  desc: d\n  condition: evt.type in (open, openat) and "
                  "fd.name = " +
                      directory_ + "/secret\n  output: \"file=%fd.name\"\n  priority: CRITICAL\n");
    std::thread run([&] {
      const RunResult result =
          Execute({FalcoRun(), "-r", rules, "--alerts=" + directory_ + "/alerts", "-o",
                   "metrics={enabled: true, output_rule: false}", "-o",
                   "webserver={enabled: true, listen_address: 127.0.0.1, listen_port: " + port_ +
                       ", prometheus_metrics_enabled: true}",
                   "--", "sh", "-c",
                   "while [ ! -e " + directory_ + "/end ]; do cat " + directory_ +
                       "/secret; sleep 0.05; done"});
      EXPECT_EQ(result.exit_code, 0) << result.err;
    });
    EXPECT_TRUE(WaitFor([&] { return !ReadFile(directory_ + "/alerts").empty(); }, 60));
    look();
    WriteFile(directory_ + "/end", "");
    run.join();
  }

  const std::string directory_ = TempDir();
  const std::string port_ = std::to_string(FreePort());
  const std::string url_ = "http://127.0.0.1:" + port_;
};

TEST_F(TopTest, OnceForPeopleAndForPrograms) {
  RunWhile([&] {
    const RunResult text = Execute({FalcoRun(), "top", "--url", url_});
    EXPECT_EQ(text.exit_code, 0) << text.err;
    EXPECT_THAT(text.out, HasSubstr("backend notify"));
    EXPECT_THAT(text.out, ContainsRegex("cat +[0-9]+ +[0-9]+ +[0-9]+\\.[0-9] +[1-9]"));
    EXPECT_THAT(text.out, ContainsRegex("Secret touched +Critical"));
    EXPECT_THAT(text.out, ContainsRegex("stdout +[0-9]+ +[1-9]"));
    EXPECT_THAT(text.out, testing::Not(HasSubstr("\033")));
    const RunResult json = Execute({FalcoRun(), "top", "--url", url_ + "/", "--json"});
    const auto status = nlohmann::json::parse(json.out, nullptr, false);
    ASSERT_TRUE(status.is_object()) << json.out;
    EXPECT_GE(status["alerts"], 1);
    EXPECT_EQ(status["rules"][0]["name"], "Secret touched");
  });
}

TEST_F(TopTest, LiveOnATerminal) {
  RunWhile([&] {
    int terminal = -1;
    winsize size{};
    size.ws_col = 100;
    size.ws_row = 24;
    // A terminal as it is when it is new, told beforehand: top changes it at once.
    termios before{};
    int fresh = -1, its_end = -1;
    ASSERT_EQ(openpty(&fresh, &its_end, nullptr, nullptr, nullptr), 0);
    ASSERT_EQ(tcgetattr(fresh, &before), 0);
    close(fresh);
    close(its_end);
    const pid_t pid = forkpty(&terminal, nullptr, &before, &size);
    if (pid == 0) {
      setenv("NO_COLOR", "1", 1);
      execl(FalcoRun().c_str(), "falco-run", "top", "--url", url_.c_str(), "-d", "0.2", nullptr);
      _exit(127);
    }
    ASSERT_GT(pid, 0);
    std::string screen;
    // Reads until the text appears behind what was read before.
    const auto expect = [&](const std::string& text) {
      screen.clear();
      EXPECT_TRUE(WaitFor(
          [&] {
            pollfd ready = {terminal, POLLIN, 0};
            char bytes[4096];
            while (poll(&ready, 1, 0) > 0) {
              const ssize_t got = read(terminal, bytes, sizeof bytes);
              if (got <= 0) break;
              screen.append(bytes, static_cast<size_t>(got));
            }
            return screen.find(text) != std::string::npos;
          },
          60))
          << text << " is not in " << screen;
    };
    expect("\033[?1049h");
    expect("Secret touched");
    expect("[r rate]");
    ASSERT_EQ(write(terminal, "n", 1), 1);
    expect("[n name]");
    size.ws_row = 10;
    ASSERT_EQ(ioctl(terminal, TIOCSWINSZ, &size), 0);
    expect("[n name]");
    ASSERT_EQ(write(terminal, "q", 1), 1);
    int status = 0;
    ASSERT_EQ(waitpid(pid, &status, 0), pid);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    expect("\033[?25h\033[?1049l");
    termios after{};
    ASSERT_EQ(tcgetattr(terminal, &after), 0);
    EXPECT_EQ(after.c_lflag, before.c_lflag);
    close(terminal);
  });
}

TEST_F(TopTest, SaysWhyNobodyAnswers) {
  const RunResult nobody = Execute({FalcoRun(), "top", "--url", url_});
  EXPECT_EQ(nobody.exit_code, 1);
  EXPECT_THAT(nobody.err, HasSubstr("Connection refused"));
  EXPECT_THAT(nobody.err, HasSubstr("webserver.prometheus_metrics_enabled"));
  EXPECT_EQ(Execute({FalcoRun(), "top", "--url", "ftp://x"}).exit_code, 1);
  EXPECT_EQ(Execute({FalcoRun(), "top", "-d", "0"}).exit_code, 2);
}

}  // namespace
}  // namespace falco_run::tests
