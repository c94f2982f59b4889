// SPDX-License-Identifier: Apache-2.0
#include "app/output_factory.h"

#include <iostream>
#include <limits>
#include <utility>

#include "app/grpc_server.h"
#include "app/render.h"
#include "engine/loader/priority.h"
#include "http/proxy.h"
#include "outputs/file_output.h"
#include "outputs/http_output.h"
#include "outputs/outbox.h"
#include "outputs/program_output.h"
#include "outputs/stream_output.h"
#include "outputs/syslog_output.h"

namespace falco_run::app {
namespace {

using config::Reader;
using outputs::Output;

using MadeOutput = absl::StatusOr<std::unique_ptr<Output>>;

http::ClientOptions HttpOptions(const Reader& http, std::chrono::milliseconds timeout) {
  http::ClientOptions options;
  options.url = http.Text("url");
  options.proxy = http::ProxyFromEnvironment(options.url);
  options.user_agent = http.Text("user_agent");
  options.keep_alive = http.Bool("keep_alive");
  options.gzip = http.Bool("compress_uploads");
  if (options.keep_alive) options.connections = static_cast<int>(http.Number("connections"));
  options.timeout = timeout;
  options.tls.verify = !http.Bool("insecure");
  options.tls.ca_path = http.Text("ca_path");
  for (const char* key : {"ca_cert", "ca_bundle"}) {
    if (const std::string file = http.Text(key); !file.empty()) options.tls.ca_file = file;
  }
  if (http.Bool("mtls")) {
    options.tls.cert_file = http.Text("client_cert");
    options.tls.key_file = http.Text("client_key");
  }
  return options;
}

class Opener {
 public:
  Opener(const Config& config, const std::string& alerts, bool json)
      : config_(config), reader_(config.reader()), alerts_(alerts), json_(json) {}

  absl::StatusOr<Outputs> Run() {
    auto globals = outputs::ReadSinkGlobals(reader_);
    if (!globals.ok()) return globals.status();
    outputs_.globals = std::make_unique<outputs::SinkGlobals>(*std::move(globals));
    outputs_.exit_deadline = reader_.Duration("outputs.exit_deadline", std::chrono::seconds(1));
    outputs_.dispatcher =
        std::make_unique<outputs::Dispatcher>(MakeRenderers(config_, json_), Options());
    outputs::Outbox* outbox = nullptr;
    if (reader_.Bool("outbox.enabled")) {
      auto opened = outputs::Outbox::Open(
          {reader_.Text("outbox.directory"), reader_.Number("outbox.max_megabytes") << 20});
      if (!opened.ok()) return Explain("outbox.directory", opened.status());
      outbox = opened->get();
      outputs_.dispatcher->UseOutbox(*std::move(opened));
    }
    if (auto status = AddFalcosOutputs(); !status.ok()) return status;
    if (auto status = AddSinks(); !status.ok()) return status;
    if (outbox != nullptr) {
      for (const std::string& sentence : outbox->Unclaimed()) {
        std::cerr << "falco-run: outbox: " + sentence + "\n";
      }
    }
    return std::move(outputs_);
  }

 private:
  outputs::DispatcherOptions Options() const {
    outputs::DispatcherOptions options;
    const uint64_t capacity = reader_.Number("outputs_queue.capacity");
    options.capacity = capacity == 0 ? std::numeric_limits<size_t>::max() : capacity;
    options.worker.longest_retry =
        reader_.Duration("outputs.longest_retry", std::chrono::seconds(1));
    options.repeats.window = reader_.Duration("outputs.repeats.window", std::chrono::seconds(1));
    options.repeats.fields = reader_.TextList("outputs.repeats.fields");
    options.worker.most_tries = static_cast<uint32_t>(reader_.Number("outputs.most_tries"));
    return options;
  }

  absl::Status AddFalcosOutputs() {
    if (!alerts_.empty() && reader_.Bool("stdout_output.enabled")) {
      if (auto status = Add("--alerts=" + alerts_, outputs::OpenStream(alerts_)); !status.ok()) {
        return status;
      }
    }
    if (reader_.Bool("file_output.enabled")) {
      auto made = outputs::OpenFileOutput(reader_.Text("file_output.filename"),
                                          reader_.Bool("file_output.keep_alive"));
      if (auto status = Add("file_output.filename", std::move(made)); !status.ok()) return status;
    }
    if (reader_.Bool("syslog_output.enabled")) {
      if (auto status = Add("", outputs::MakeSyslogOutput("falco-run")); !status.ok())
        return status;
    }
    if (reader_.Bool("program_output.enabled")) {
      const std::string program = reader_.Text("program_output.program");
      if (program.empty()) {
        return absl::InvalidArgumentError(reader_.Name("program_output.program") + " is missing");
      }
      auto made = outputs::MakeProgramOutput(program, reader_.Bool("program_output.keep_alive"));
      if (auto status = Add("", std::move(made)); !status.ok()) return status;
    }
    if (reader_.Bool("http_output.enabled")) {
      const Reader http = reader_.Section("http_output");
      outputs::HttpOutputOptions options;
      options.client = HttpOptions(http, reader_.Duration("output_timeout"));
      options.echo = http.Bool("echo");
      if (const std::string token = http.Text("token"); !token.empty()) {
        options.headers.push_back({"Authorization", "Bearer " + token});
      }
      auto made = outputs::MakeHttpOutput(std::move(options));
      if (auto status = Add("http_output.url", std::move(made)); !status.ok()) return status;
    }
    auto grpc = StartGrpcServer(reader_);
    if (absl::IsUnimplemented(grpc.status())) {
      std::cerr << "falco-run: warning: " + std::string(grpc.status().message()) + "\n";
    } else if (!grpc.ok()) {
      return grpc.status();
    } else if (*grpc != nullptr) {
      outputs_.dispatcher->Add(*std::move(grpc), proto::DEBUG);
    }
    return absl::OkStatus();
  }

  absl::Status AddSinks() {
    for (const outputs::Sink& sink : outputs::AllSinks()) {
      const std::string name(sink.name);
      const Reader section = reader_.Section(name);
      proto::Priority least = proto::DEBUG;
      if (const std::string text = section.Text("minimumpriority"); !text.empty()) {
        const auto priority = engine::ParsePriority(text);
        if (!priority) {
          return absl::InvalidArgumentError(section.Name("minimumpriority") + ": '" + text +
                                            "' is no priority");
        }
        least = *priority;
      }
      auto made = sink.make({section, *outputs_.globals});
      if (made.ok() && *made == nullptr) continue;
      if (auto status = Add(name, std::move(made), least); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status Add(const std::string& setting, MadeOutput made,
                   proto::Priority least = proto::DEBUG) {
    if (!made.ok()) return Explain(setting, made.status());
    outputs_.dispatcher->Add(*std::move(made), least);
    return absl::OkStatus();
  }

  absl::Status Explain(const std::string& setting, const absl::Status& status) const {
    const std::string name = setting.starts_with("--") ? setting : reader_.Name(setting);
    return absl::Status(status.code(), name + ": " + std::string(status.message()));
  }

  const Config& config_;
  const Reader reader_;
  const std::string& alerts_;
  const bool json_;
  Outputs outputs_;
};

}  // namespace

absl::StatusOr<Outputs> OpenOutputs(const Config& config, const std::string& alerts, bool json) {
  return Opener(config, alerts, json).Run();
}

}  // namespace falco_run::app
