// SPDX-License-Identifier: Apache-2.0
#include "app/output_factory.h"

#include <algorithm>
#include <functional>
#include <iostream>
#include <limits>
#include <utility>

#include "app/grpc_server.h"
#include "app/keys.h"
#include "app/render.h"
#include "config/difference.h"
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

// An output that may be configured.
struct Plan {
  std::string name;
  std::vector<std::string> keys;     // that it is made from: "slack." for all of a section
  std::string setting;               // that errors name
  std::function<MadeOutput()> make;  // makes nullptr where it is not configured
  proto::Priority least = proto::DEBUG;
};

bool Covers(const std::string& key, const std::string& path) {
  return key.ends_with('.') ? path.starts_with(key) : path == key;
}

// Makes the plans of a configuration. They use it and what it was made from.
class Planner {
 public:
  Planner(const Config& config, const std::string& alerts, const outputs::SinkGlobals& globals)
      : reader_(config.reader()), alerts_(alerts), globals_(globals) {}

  absl::StatusOr<std::vector<Plan>> Run() {
    PlanFalcosOutputs();
    if (auto status = PlanSinks(); !status.ok()) return status;
    return std::move(plans_);
  }

 private:
  void PlanFalcosOutputs() {
    if (!alerts_.empty()) {
      Add("stdout_output.",
          {"stdout", {}, "--alerts=" + alerts_, [this] { return outputs::OpenStream(alerts_); }});
    }
    Add("file_output.", {"file", {}, reader_.Name("file_output.filename"), [this] {
                           return outputs::OpenFileOutput(reader_.Text("file_output.filename"),
                                                          reader_.Bool("file_output.keep_alive"));
                         }});
    Add("syslog_output.",
        {"syslog", {}, "syslog_output", [] { return outputs::MakeSyslogOutput("falco-run"); }});
    Add("program_output.",
        {"program", {}, reader_.Name("program_output.program"), [this] { return MakeProgram(); }});
    Add("http_output.", {"http", {"output_timeout"}, reader_.Name("http_output.url"), [this] {
                           return MakeHttp();
                         }});
  }

  // `section` has "enabled".
  void Add(const std::string& section, Plan plan) {
    plan.keys.push_back(section);
    if (!reader_.Bool(section + "enabled")) plan.make = [] { return nullptr; };
    plans_.push_back(std::move(plan));
  }

  MadeOutput MakeProgram() const {
    const std::string program = reader_.Text("program_output.program");
    if (program.empty()) return absl::InvalidArgumentError("it is missing");
    return outputs::MakeProgramOutput(program, reader_.Bool("program_output.keep_alive"));
  }

  MadeOutput MakeHttp() const {
    const Reader http = reader_.Section("http_output");
    outputs::HttpOutputOptions options;
    options.client = HttpOptions(http, reader_.Duration("output_timeout"));
    options.echo = http.Bool("echo");
    if (const std::string token = http.Text("token"); !token.empty()) {
      options.headers.push_back({"Authorization", "Bearer " + token});
    }
    return outputs::MakeHttpOutput(std::move(options));
  }

  absl::Status PlanSinks() {
    std::vector<std::string> shared;
    for (const config::Key& key : outputs::GlobalSinkKeys()) shared.push_back(key.path);
    for (const outputs::Sink& sink : outputs::AllSinks()) {
      Plan plan;
      plan.name = sink.name;
      plan.keys = shared;
      plan.keys.push_back(plan.name + ".");
      // A sink is off without a section (all_sinks_test): no reason to ask it at each start.
      if (reader_.Find(plan.name) == nullptr) {
        plan.make = [] { return nullptr; };
        plans_.push_back(std::move(plan));
        continue;
      }
      const Reader section = reader_.Section(plan.name);
      plan.setting = reader_.Name(plan.name);
      if (const std::string text = section.Text("minimumpriority"); !text.empty()) {
        const auto priority = engine::ParsePriority(text);
        if (!priority) {
          return absl::InvalidArgumentError(section.Name("minimumpriority") + ": '" + text +
                                            "' is no priority");
        }
        plan.least = *priority;
      }
      plan.make = [section, &sink, &globals = globals_] { return sink.make({section, globals}); };
      plans_.push_back(std::move(plan));
    }
    return absl::OkStatus();
  }

  const Reader reader_;
  const std::string& alerts_;
  const outputs::SinkGlobals& globals_;
  std::vector<Plan> plans_;
};

MadeOutput Make(const Plan& plan) {
  auto made = plan.make();
  if (made.ok()) return made;
  return absl::Status(made.status().code(),
                      plan.setting + ": " + std::string(made.status().message()));
}

outputs::DispatcherOptions ReadDispatcherOptions(const Reader& reader) {
  outputs::DispatcherOptions options;
  const uint64_t capacity = reader.Number("outputs_queue.capacity");
  options.capacity = capacity == 0 ? std::numeric_limits<size_t>::max() : capacity;
  options.worker.longest_retry = reader.Duration("outputs.longest_retry", std::chrono::seconds(1));
  options.repeats.window = reader.Duration("outputs.repeats.window", std::chrono::seconds(1));
  options.repeats.fields = reader.TextList("outputs.repeats.fields");
  options.worker.most_tries = static_cast<uint32_t>(reader.Number("outputs.most_tries"));
  return options;
}

// Rules and how they are evaluated are loaded anew by others.
bool IsReadAtTheStartOnly(const std::string& key) {
  for (const char* other : {"config_files", "rules_files", "rules_file", "rules", "priority",
                            "rule_matching", "append_output", "static_fields"}) {
    if (key == other) return false;
  }
  return true;
}

absl::StatusOr<std::unique_ptr<outputs::SinkGlobals>> ReadGlobals(const Reader& reader) {
  auto globals = outputs::ReadSinkGlobals(reader);
  if (!globals.ok()) return globals.status();
  return std::make_unique<outputs::SinkGlobals>(*std::move(globals));
}

}  // namespace

absl::StatusOr<Outputs> OpenOutputs(const Config& config, const std::string& alerts, bool json,
                                    std::function<void()> at_start) {
  const Reader reader = config.reader();
  Outputs opened;
  auto globals = ReadGlobals(reader);
  if (!globals.ok()) return globals.status();
  opened.globals.push_back(*std::move(globals));
  opened.exit_deadline = reader.Duration("outputs.exit_deadline", std::chrono::seconds(1));
  outputs::DispatcherOptions options = ReadDispatcherOptions(reader);
  options.worker.at_start = std::move(at_start);
  opened.dispatcher =
      std::make_unique<outputs::Dispatcher>(MakeRenderers(config, json), std::move(options));
  outputs::Outbox* outbox = nullptr;
  if (reader.Bool("outbox.enabled")) {
    auto made = outputs::Outbox::Open(
        {reader.Text("outbox.directory"), reader.Number("outbox.max_megabytes") << 20});
    if (!made.ok()) {
      return absl::Status(made.status().code(), reader.Name("outbox.directory") + ": " +
                                                    std::string(made.status().message()));
    }
    outbox = made->get();
    opened.dispatcher->UseOutbox(*std::move(made));
  }
  Planner planner(config, alerts, *opened.globals.back());
  auto plans = planner.Run();
  if (!plans.ok()) return plans.status();
  for (const Plan& plan : *plans) {
    auto made = Make(plan);
    if (!made.ok()) return made.status();
    if (*made == nullptr) continue;
    opened.names.push_back(plan.name);
    opened.dispatcher->Add(*std::move(made), plan.least);
  }
  auto grpc = StartGrpcServer(reader);
  if (absl::IsUnimplemented(grpc.status())) {
    std::cerr << "falco-run: warning: " + std::string(grpc.status().message()) + "\n";
  } else if (!grpc.ok()) {
    return grpc.status();
  } else if (*grpc != nullptr) {
    opened.names.push_back((*grpc)->name());
    opened.dispatcher->Add(*std::move(grpc), proto::DEBUG);
  }
  if (outbox != nullptr) {
    for (const std::string& sentence : outbox->Unclaimed()) {
      std::cerr << "falco-run: outbox: " + sentence + "\n";
    }
  }
  return opened;
}

absl::StatusOr<OutputChanges> ReopenOutputs(const Config& before, const Config& now,
                                            const std::string& alerts, Outputs& outputs) {
  const std::vector<std::string> different =
      config::DifferentKeys(before.document.root, now.document.root, AllKeys());
  OutputChanges changes;
  auto globals = ReadGlobals(now.reader());
  if (!globals.ok()) return globals.status();
  Planner planner(now, alerts, **globals);
  auto plans = planner.Run();
  if (!plans.ok()) return plans.status();
  const auto is_output_key = [&](const std::string& path) {
    return std::any_of(plans->begin(), plans->end(), [&](const Plan& plan) {
      return std::any_of(plan.keys.begin(), plan.keys.end(),
                         [&](const std::string& key) { return Covers(key, path); });
    });
  };
  for (const std::string& path : different) {
    if (!is_output_key(path) && IsReadAtTheStartOnly(path)) changes.later.push_back(path);
  }
  std::vector<outputs::Dispatcher::Next> next;
  std::vector<std::string> names;
  const auto has = [&](const std::string& name) {
    return std::find(outputs.names.begin(), outputs.names.end(), name) != outputs.names.end();
  };
  for (const Plan& plan : *plans) {
    const bool changed = std::any_of(different.begin(), different.end(), [&](const auto& path) {
      return std::any_of(plan.keys.begin(), plan.keys.end(),
                         [&](const std::string& key) { return Covers(key, path); });
    });
    std::unique_ptr<Output> output;
    if (changed) {
      auto made = Make(plan);
      if (!made.ok()) return made.status();
      if (*made == nullptr) {
        if (has(plan.name)) changes.closed.push_back(plan.name);
        continue;
      }
      changes.opened.push_back(plan.name);
      output = *std::move(made);
    } else if (!has(plan.name)) {
      continue;
    }
    names.push_back(plan.name);
    next.push_back({plan.name, std::move(output), plan.least});
  }
  if (changes.opened.empty() && changes.closed.empty()) return changes;
  // Its keys are read at the start only.
  constexpr char kGrpc[] = "grpc";
  if (has(kGrpc)) {
    names.emplace_back(kGrpc);
    next.push_back({kGrpc, nullptr, proto::DEBUG});
  }
  outputs.globals.push_back(*std::move(globals));
  outputs.names = std::move(names);
  constexpr std::chrono::seconds kGrace{2};
  outputs.dispatcher->Replace(std::move(next), std::chrono::steady_clock::now() + kGrace);
  return changes;
}

}  // namespace falco_run::app
