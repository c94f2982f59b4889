// SPDX-License-Identifier: Apache-2.0
#include "outputs/grpc/grpc_output.h"

#include <errno.h>
#include <grpcpp/grpcpp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "outputs/grpc/alert_stream.h"
#include "outputs/grpc/outputs.grpc.pb.h"
#include "outputs/grpc/version.grpc.pb.h"
#include "outputs/sinks/payload.h"

namespace falco_run::outputs {
namespace {

constexpr std::string_view kUnix = "unix://";

falco::outputs::response ResponseOf(const Message& message) {
  static const SinkGlobals* const globals = new SinkGlobals;  // nothing is added
  const Payload alert(message, *globals);
  falco::outputs::response response;
  response.mutable_time()->set_seconds(static_cast<int64_t>(alert.time_ns / 1'000'000'000));
  response.mutable_time()->set_nanos(static_cast<int32_t>(alert.time_ns % 1'000'000'000));
  response.set_priority(static_cast<falco::schema::priority>(alert.level));
  response.set_rule(alert.rule);
  response.set_output(alert.output);
  for (const Payload::Field& field : alert.fields) {
    (*response.mutable_output_fields())[ValidUtf8(field.name)] = field.text;
  }
  response.set_hostname(alert.hostname);
  for (const std::string& tag : alert.tags) response.add_tags(tag);
  response.set_source(alert.source);
  return response;
}

class OutputsService final : public falco::outputs::service::Service {
 public:
  using Stream = grpc::ServerReaderWriter<falco::outputs::response, falco::outputs::request>;

  explicit OutputsService(AlertStream& alerts) : alerts_(alerts) {}

  grpc::Status sub(grpc::ServerContext* context, Stream* stream) override {
    AlertStream::Subscription subscription(alerts_);
    // What clients ask for again and again they get anyway; when they ask no more they want what
    // is there, and then the end.
    std::atomic<bool> asks{true};
    std::thread reader([&] {
      falco::outputs::request request;
      while (stream->Read(&request)) {
      }
      asks = false;
    });
    while (!context->IsCancelled()) {
      // The client's end and a cancelled call are noticed within this.
      constexpr std::chrono::milliseconds kPoll{100};
      const bool asked = asks;
      const MessagePtr message = subscription.Next(asked ? kPoll : std::chrono::milliseconds(0));
      if (message != nullptr) {
        if (!stream->Write(ResponseOf(*message))) break;
      } else if (!asked || subscription.IsAtEnd()) {
        break;
      }
    }
    // Ends the reader's call when the client does not.
    if (asks) context->TryCancel();
    reader.join();
    return grpc::Status::OK;
  }

  grpc::Status get(grpc::ServerContext*, const falco::outputs::request*,
                   grpc::ServerWriter<falco::outputs::response>* writer) override {
    for (const MessagePtr& message : alerts_.TakeWaiting()) {
      if (!writer->Write(ResponseOf(*message))) break;
    }
    return grpc::Status::OK;
  }

 private:
  AlertStream& alerts_;
};

class VersionService final : public falco::version::service::Service {
 public:
  VersionService(std::string version, std::string engine_version)
      : version_(std::move(version)), engine_version_(std::move(engine_version)) {}

  grpc::Status version(grpc::ServerContext*, const falco::version::request*,
                       falco::version::response* response) override {
    response->set_version(version_);
    const auto numbers = Numbers(version_);
    response->set_major(numbers[0]);
    response->set_minor(numbers[1]);
    response->set_patch(numbers[2]);
    response->set_engine_version(engine_version_);
    const auto engine = Numbers(engine_version_);
    response->set_engine_major(engine[0]);
    response->set_engine_minor(engine[1]);
    response->set_engine_patch(engine[2]);
    return grpc::Status::OK;
  }

 private:
  static std::vector<uint32_t> Numbers(const std::string& version) {
    std::vector<uint32_t> numbers;
    for (const absl::string_view part : absl::StrSplit(version, '.')) {
      uint32_t number = 0;
      (void)absl::SimpleAtoi(part, &number);
      numbers.push_back(number);
    }
    numbers.resize(3);
    return numbers;
  }

  const std::string version_;
  const std::string engine_version_;
};

class GrpcOutput : public Output {
 public:
  explicit GrpcOutput(GrpcOptions options)
      : options_(std::move(options)),
        alerts_(options_.capacity),
        outputs_service_(alerts_),
        version_service_(options_.version, options_.engine_version) {}

  ~GrpcOutput() override {
    alerts_.Close();
    if (server_ != nullptr)
      server_->Shutdown(std::chrono::system_clock::now() + options_.stop_grace);
  }

  absl::Status Start() {
    std::string address = options_.bind_address;
    std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
    if (address.starts_with(kUnix)) {
      // gRPC's names for sockets: unix:PATH.
      const std::string path = address.substr(kUnix.size());
      address = "unix:" + path;
      // Left by a server that was killed.
      struct stat file;
      if (stat(path.c_str(), &file) == 0 && S_ISSOCK(file.st_mode)) unlink(path.c_str());
    } else {
      auto made = MutualTls();
      if (!made.ok()) return made.status();
      credentials = *std::move(made);
    }
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(address, credentials, &port);
    // Two runs must not share a port unnoticed.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.RegisterService(&outputs_service_);
    builder.RegisterService(&version_service_);
    server_ = builder.BuildAndStart();
    if (server_ != nullptr) return absl::OkStatus();
    return absl::UnavailableError(options_.bind_address + ": cannot listen there");
  }

  const std::string& name() const override { return kName; }
  size_t max_batch() const override { return 1000; }

  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    for (const MessagePtr& message : batch) alerts_.Push(message);
    return std::vector<Delivery>(batch.size());
  }

 private:
  inline static const std::string kName = "grpc";

  absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MutualTls() const {
    std::string contents[3];
    const std::string* const files[] = {&options_.private_key, &options_.cert_chain,
                                        &options_.root_certs};
    for (size_t i = 0; i < 3; ++i) {
      std::ifstream in(*files[i], std::ios::binary);
      if (!in) return absl::InvalidArgumentError(*files[i] + ": cannot be read");
      contents[i].assign(std::istreambuf_iterator<char>(in), {});
    }
    grpc::SslServerCredentialsOptions options(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_key_cert_pairs.push_back({contents[0], contents[1]});
    options.pem_root_certs = contents[2];
    return grpc::SslServerCredentials(options);
  }

  const GrpcOptions options_;
  AlertStream alerts_;
  OutputsService outputs_service_;
  VersionService version_service_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Output>> StartGrpcOutput(GrpcOptions options) {
  auto output = std::make_unique<GrpcOutput>(std::move(options));
  if (const absl::Status status = output->Start(); !status.ok()) return status;
  return output;
}

}  // namespace falco_run::outputs
