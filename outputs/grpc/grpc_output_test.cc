// SPDX-License-Identifier: Apache-2.0
#include "outputs/grpc/grpc_output.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "http/test_certificates.h"
#include "outputs/grpc/outputs.grpc.pb.h"
#include "outputs/grpc/version.grpc.pb.h"
#include "outputs/test_util.h"

namespace falco_run::outputs {
namespace {

using falco::outputs::request;
using falco::outputs::response;

std::string ContentOf(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

class GrpcOutputTest : public testing::Test {
 protected:
  ~GrpcOutputTest() override { unlink(path_.c_str()); }

  void Start() {
    GrpcOptions options;
    options.bind_address = "unix://" + path_;
    options.version = "1.2.3";
    options.engine_version = "0.63.0";
    auto output = StartGrpcOutput(options);
    ASSERT_TRUE(output.ok()) << output.status();
    output_ = *std::move(output);
    channel_ = grpc::CreateChannel("unix:" + path_, grpc::InsecureChannelCredentials());
  }
  void Deliver(const std::vector<std::string>& rules) {
    for (const Delivery& delivery : output_->Deliver(MessagesOf(rules))) {
      EXPECT_TRUE(delivery.status.ok());
    }
  }

  // Sockets cannot have long paths.
  const std::string path_ = "/tmp/grpc_output_test." + std::to_string(getpid());
  std::unique_ptr<Output> output_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(GrpcOutputTest, GetTakesWhatWaits) {
  Start();
  proto::Alert alert = AlertOf("rule");
  alert.set_time_ns(1'700'000'000'000'000'042);
  alert.set_hostname("host");
  alert.set_source("syscall");
  alert.add_tags("tag");
  auto* field = alert.add_output_fields();
  field->set_name("fd.num");
  field->set_number(-3);
  field = alert.add_output_fields();
  field->set_name("fd.name");
  field->set_text("\xff");
  output_->Deliver(
      std::vector<MessagePtr>{std::make_shared<const Message>(alert, TestRenderers())});
  const auto stub = falco::outputs::service::NewStub(channel_);
  for (const int expected : {1, 0}) {
    grpc::ClientContext context;
    const auto reader = stub->get(&context, request());
    response got;
    int count = 0;
    while (reader->Read(&got)) ++count;
    EXPECT_TRUE(reader->Finish().ok());
    ASSERT_EQ(count, expected);
    if (count == 0) continue;
    EXPECT_EQ(got.rule(), "rule");
    EXPECT_EQ(got.priority(), falco::schema::WARNING);
    EXPECT_EQ(got.time().seconds(), 1'700'000'000);
    EXPECT_EQ(got.time().nanos(), 42);
    EXPECT_EQ(got.hostname(), "host");
    EXPECT_EQ(got.source(), "syscall");
    EXPECT_EQ(got.tags(0), "tag");
    EXPECT_EQ(got.output_fields().at("fd.num"), "-3");
    EXPECT_EQ(got.output_fields().at("fd.name"), "\xEF\xBF\xBD");
  }
}

TEST_F(GrpcOutputTest, SubStreamsUntilTheEnd) {
  Start();
  Deliver({"early"});
  const auto stub = falco::outputs::service::NewStub(channel_);
  grpc::ClientContext context;
  const auto stream = stub->sub(&context);
  ASSERT_TRUE(stream->Write(request()));
  response got;
  ASSERT_TRUE(stream->Read(&got));
  EXPECT_EQ(got.rule(), "early");
  Deliver({"1", "2"});
  for (const char* rule : {"1", "2"}) {
    ASSERT_TRUE(stream->Read(&got));
    EXPECT_EQ(got.rule(), rule);
  }
  // What is on its way when the server ends still arrives.
  Deliver({"last"});
  output_.reset();
  ASSERT_TRUE(stream->Read(&got));
  EXPECT_EQ(got.rule(), "last");
  EXPECT_FALSE(stream->Read(&got));
}

TEST_F(GrpcOutputTest, SubEndsWhenTheClientAsksNoMore) {
  Start();
  Deliver({"1", "2"});
  const auto stub = falco::outputs::service::NewStub(channel_);
  grpc::ClientContext context;
  const auto stream = stub->sub(&context);
  ASSERT_TRUE(stream->Write(request()));
  stream->WritesDone();
  response got;
  int count = 0;
  while (stream->Read(&got)) ++count;
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(count, 2);
}

TEST_F(GrpcOutputTest, TellsItsVersion) {
  Start();
  const auto stub = falco::version::service::NewStub(channel_);
  grpc::ClientContext context;
  falco::version::response got;
  ASSERT_TRUE(stub->version(&context, falco::version::request(), &got).ok());
  EXPECT_EQ(got.version(), "1.2.3");
  EXPECT_EQ(got.minor(), 2u);
  EXPECT_EQ(got.engine_minor(), 63u);
}

TEST_F(GrpcOutputTest, TcpNeedsACertificateOfTheClient) {
  http::TestAuthority authority;
  const auto server = authority.Make("server", "localhost", {"localhost"});
  const auto client = authority.Make("client", "me", {});
  GrpcOptions options;
  options.private_key = server.key;
  options.cert_chain = server.cert;
  options.root_certs = authority.ca_file();
  options.version = options.engine_version = "1.0.0";
  // Some port that is free.
  absl::StatusOr<std::unique_ptr<Output>> output = absl::UnavailableError("");
  int port = 20000 + getpid() % 20000;
  for (int i = 0; i < 100 && !output.ok(); ++i) {
    options.bind_address = "127.0.0.1:" + std::to_string(++port);
    output = StartGrpcOutput(options);
  }
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_FALSE(StartGrpcOutput(options).ok()) << "two servers at one port";
  const auto ask = [&](const http::TestAuthority::Files* files) {
    grpc::SslCredentialsOptions ssl;
    ssl.pem_root_certs = ContentOf(authority.ca_file());
    if (files != nullptr) {
      ssl.pem_private_key = ContentOf(files->key);
      ssl.pem_cert_chain = ContentOf(files->cert);
    }
    const auto channel =
        grpc::CreateChannel("localhost:" + std::to_string(port), grpc::SslCredentials(ssl));
    const auto stub = falco::version::service::NewStub(channel);
    grpc::ClientContext context;
    falco::version::response got;
    return stub->version(&context, falco::version::request(), &got).ok();
  };
  EXPECT_TRUE(ask(&client));
  EXPECT_FALSE(ask(nullptr));
}

TEST_F(GrpcOutputTest, TellsWhatItCannotUse) {
  GrpcOptions options;
  options.bind_address = "127.0.0.1:1";
  options.private_key = "/none/key";
  EXPECT_EQ(StartGrpcOutput(options).status().message(), "/none/key: cannot be read");
  options.bind_address = "unix:///none/socket";
  EXPECT_TRUE(absl::IsUnavailable(StartGrpcOutput(options).status()));
}

}  // namespace
}  // namespace falco_run::outputs
