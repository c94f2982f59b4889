// SPDX-License-Identifier: Apache-2.0
#include "outputs/program_output.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "outputs/test_util.h"

namespace falco_run::outputs {
namespace {

using absl::StatusCode;

TEST(ProgramOutputTest, OneProcessAnAlert) {
  const std::string path = TestDirectory() + "/out";
  auto output = MakeProgramOutput("read -r line; echo \"got $line\" >>" + path, false);
  EXPECT_EQ(CodesOf(output->Deliver(MessagesOf({"one", "two"}))),
            (std::vector{StatusCode::kOk, StatusCode::kOk}));
  EXPECT_EQ(ContentOf(path), "got one\ngot two\n");
}

TEST(ProgramOutputTest, KeepAliveIsOneProcessForAll) {
  const std::string path = TestDirectory() + "/out";
  {
    auto output = MakeProgramOutput("echo start >>" + path + "; cat >>" + path, true);
    output->Deliver(MessagesOf({"one", "two"}));
    output->Deliver(MessagesOf({"three"}));
  }
  EXPECT_EQ(ContentOf(path), "start\none\ntwo\nthree\n");
}

TEST(ProgramOutputTest, AFailureIsTriedAgain) {
  auto output = MakeProgramOutput("cat >/dev/null; exit 3", false);
  const Delivery delivery = output->Deliver(MessagesOf({"one"}))[0];
  EXPECT_TRUE(delivery.IsRetryable());
  EXPECT_NE(std::string(delivery.status.message()).find("ended with status 3"), std::string::npos);
}

TEST(ProgramOutputTest, AProgramThatEndedIsStartedAnew) {
  const std::string path = TestDirectory() + "/out";
  auto output = MakeProgramOutput("read -r line; echo \"$line\" >>" + path, true);
  EXPECT_TRUE(output->Deliver(MessagesOf({"one"}))[0].status.ok());
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  // The write that finds the pipe broken is the one that is tried again.
  while (std::chrono::steady_clock::now() < end &&
         ContentOf(path).find("two") == std::string::npos) {
    output->Deliver(MessagesOf({"two"}));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_NE(ContentOf(path).find("one\ntwo\n"), std::string::npos);
}

TEST(ProgramOutputTest, OneThatReadsNothingDoesNotHoldTheEnd) {
  auto output = MakeProgramOutput("exec sleep 600", true);
  std::thread interrupter([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    output->Interrupt();
  });
  const std::string large(1 << 20, 'x');
  EXPECT_FALSE(output->Deliver(MessagesOf({large}))[0].status.ok());
  interrupter.join();
}

}  // namespace
}  // namespace falco_run::outputs
