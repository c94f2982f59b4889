// SPDX-License-Identifier: Apache-2.0
// Falco's gRPC interface of a running falco-run-grpc, by a client that was made from its schema.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "outputs/grpc/outputs.grpc.pb.h"
#include "tests/end_to_end/harness.h"

namespace falco_run::tests {
namespace {

using testing::HasSubstr;

std::string Rule(const std::string& directory) {
  return "- rule: secret\n  desc: d\n  condition: evt.type in (open, openat) and fd.name "
         "startswith " +
         directory +
         "/secret-\n  output: \"file=%fd.name\"\n  priority: CRITICAL\n  tags: [a, b]\n";
}

TEST(GrpcTest, SubscribersGetAlerts) {
  const std::string directory = TempDir();
  const std::string rules = WriteFile(directory + "/rules.yaml", Rule(directory));
  const std::string socket = directory + "/falco.sock";
  RunResult result;
  std::thread run([&] {
    const std::string program = "cat " + directory + "/secret-1 2>/dev/null; while [ ! -e " +
                                directory + "/got ]; do sleep 0.05; done; cat " + directory +
                                "/secret-2 2>/dev/null; exit 7";
    result = Execute({FalcoRun() + "-grpc", "-q", "-r", rules, "-o", "grpc.enabled=true", "-o",
                      "grpc_output.enabled=true", "-o", "grpc.bind_address=unix://" + socket, "--",
                      "sh", "-c", program});
  });
  const auto channel = grpc::CreateChannel("unix:" + socket, grpc::InsecureChannelCredentials());
  EXPECT_TRUE(
      channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(30)));
  const auto stub = falco::outputs::service::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->sub(&context);
  EXPECT_TRUE(stream->Write(falco::outputs::request()));
  falco::outputs::response got;
  EXPECT_TRUE(stream->Read(&got));
  EXPECT_EQ(got.rule(), "secret");
  EXPECT_EQ(got.priority(), falco::schema::CRITICAL);
  EXPECT_EQ(got.output_fields().at("fd.name"), directory + "/secret-1");
  EXPECT_EQ(got.tags_size(), 2);
  WriteFile(directory + "/got", "");
  // The last alert arrives although the program has ended.
  EXPECT_TRUE(stream->Read(&got));
  EXPECT_EQ(got.output_fields().at("fd.name"), directory + "/secret-2");
  EXPECT_FALSE(stream->Read(&got));
  run.join();
  EXPECT_EQ(result.exit_code, 7) << result.err;
}

TEST(GrpcTest, TheOtherExecutableSaysThatItHasNone) {
  const RunResult result = Execute({FalcoRun(), "-o", "grpc.enabled=true", "-o",
                                    "grpc_output.enabled=true", "--", "sh", "-c", "exit 7"});
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_THAT(result.err, HasSubstr("warning: "));
  EXPECT_THAT(result.err, HasSubstr("//app:falco-run-grpc has"));
}

}  // namespace
}  // namespace falco_run::tests
