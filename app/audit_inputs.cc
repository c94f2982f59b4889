// SPDX-License-Identifier: Apache-2.0
#include "app/audit_inputs.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <utility>

#include "app/listen_address.h"

namespace falco_run::app {
namespace {

// With the 12 MiB of bodies that are being read this keeps the process below 30 MiB.
constexpr size_t kQueueBytes = 4 << 20;
constexpr uint64_t kProblemsTold = 10;

constexpr uint16_t kDefaultPort = 9765;

absl::Status Named(const std::string& option, const absl::Status& status) {
  return absl::Status(status.code(), option + ": " + std::string(status.message()));
}

}  // namespace

AuditInputs::AuditInputs()
    : queue_(kQueueBytes), stop_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

AuditInputs::~AuditInputs() {
  Stop();
  if (file_thread_.joinable()) file_thread_.join();
  if (stop_fd_ >= 0) close(stop_fd_);
}

absl::Status AuditInputs::Start(const AuditOptions& options) {
  if (!options.listen.empty()) {
    if (absl::Status s = StartWebhook(options); !s.ok()) return s;
  }
  return options.files.empty() ? absl::OkStatus() : StartFiles(options);
}

absl::Status AuditInputs::StartWebhook(const AuditOptions& options) {
  audit::WebhookOptions webhook;
  const auto listen = ParseListenAddress(options.listen, kDefaultPort);
  if (!listen.ok()) return Named("--listen=" + options.listen, listen.status());
  if (!listen->address.empty()) webhook.server.address = listen->address;
  webhook.server.port = listen->port;
  webhook.server.tls = {.cert_file = options.tls_cert,
                        .key_file = options.tls_key,
                        .client_ca_file = options.client_ca};
  if (!options.path.empty()) webhook.path = options.path;
  webhook.token_file = options.token_file;
  if (const char* token = std::getenv("FALCO_RUN_AUDIT_TOKEN")) webhook.token = token;
  auto started = audit::Webhook::Start(std::move(webhook), queue_, counters_);
  if (!started.ok()) return Named("--listen=" + options.listen, started.status());
  webhook_ = *std::move(started);
  return absl::OkStatus();
}

absl::Status AuditInputs::StartFiles(const AuditOptions& options) {
  audit::LineSourceOptions lines;
  lines.paths = options.files;
  lines.follow = options.follow;
  lines.stop_fd = stop_fd_;
  lines.on_problem = [this](const std::string& problem) {
    if (++problems_ > kProblemsTold) return;
    std::cerr << "falco-run: " + problem + "\n" << std::flush;
  };
  files_ = std::make_unique<audit::LineSource>(std::move(lines), queue_, counters_);
  if (absl::Status s = files_->Open(); !s.ok()) return Named("--file", s);
  const bool last = options.listen.empty();
  file_thread_ = std::thread([this, last] {
    files_->Run();
    if (last) queue_.Close();
  });
  return absl::OkStatus();
}

void AuditInputs::Stop() {
  const uint64_t one = 1;
  if (write(stop_fd_, &one, sizeof one) < 0) {
    // It was told before.
  }
  {
    std::lock_guard<std::mutex> lock(mutex_);
    webhook_.reset();
  }
  queue_.Close();
}

absl::Status AuditInputs::ReloadCertificates() {
  std::lock_guard<std::mutex> lock(mutex_);
  return webhook_ == nullptr ? absl::OkStatus() : webhook_->ReloadCertificates();
}

std::optional<uint16_t> AuditInputs::port() const {
  return webhook_ == nullptr ? std::nullopt : std::optional<uint16_t>(webhook_->port());
}

}  // namespace falco_run::app
