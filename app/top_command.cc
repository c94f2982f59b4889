// SPDX-License-Identifier: Apache-2.0
#include "app/top_command.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/terminal.h"
#include "app/top_status.h"
#include "app/top_view.h"
#include "http/client.h"
#include "http/proxy.h"

namespace falco_run::app {
namespace {

using std::chrono::steady_clock;

constexpr char kHowTo[] =
    "\nfalco-run: it is served by a falco-run with -o webserver.enabled=true -o "
    "webserver.prometheus_metrics_enabled=true -o metrics.enabled=true; see docs/top.md";

int Fail(const std::string& message) {
  std::cerr << "falco-run: " << message << std::endl;
  return 1;
}

class Reader {
 public:
  static absl::StatusOr<Reader> Make(const TopOptions& options) {
    http::ClientOptions client;
    client.url = options.url;
    while (client.url.ends_with('/')) client.url.pop_back();
    client.url += "/status";
    client.proxy = http::ProxyFromEnvironment(client.url);
    client.tls.verify = !options.insecure;
    client.tls.ca_file = options.ca_file;
    client.timeout = std::chrono::seconds(5);
    client.keep_alive = true;
    auto made = http::Client::Make(client);
    if (!made.ok()) return made.status();
    return Reader(*std::move(made));
  }

  // The text of a status.
  absl::StatusOr<std::string> Read() {
    auto response = client_->Send({.method = "GET"});
    if (!response.ok()) return response.status();
    if (response->status != 200) {
      return absl::NotFoundError("HTTP status " + std::to_string(response->status));
    }
    return std::move(response->body);
  }

 private:
  explicit Reader(std::unique_ptr<http::Client> client) : client_(std::move(client)) {}

  std::unique_ptr<http::Client> client_;
};

int ShowOnce(Reader& reader, const TopOptions& options, bool json) {
  const auto text = reader.Read();
  const auto status = text.ok() ? ParseTopStatus(*text) : text.status();
  if (!status.ok()) {
    return Fail(options.url + ": " + std::string(status.status().message()) + kHowTo);
  }
  if (json) {
    std::cout << *text << "\n";
    return 0;
  }
  for (const std::string& line : RenderTop(*status, nullptr, {.order = TopOrder::kCount})) {
    std::cout << line << "\n";
  }
  return 0;
}

void ChangeOrder(int key, TopOrder& order) {
  if (key == 'r') order = TopOrder::kRate;
  if (key == 'e') order = TopOrder::kCount;
  if (key == 'a') order = TopOrder::kAlerts;
  if (key == 'n') order = TopOrder::kName;
}

std::string KeysLine(TopOrder order) {
  const auto key = [&](TopOrder which, const char* name) {
    return std::string(order == which ? "[" : " ") + name + (order == which ? "]" : " ");
  };
  return "sort by " + key(TopOrder::kRate, "r rate") + key(TopOrder::kCount, "e events") +
         key(TopOrder::kAlerts, "a alerts") + key(TopOrder::kName, "n name") + "  q quit";
}

int Watch(Reader& reader, const TopOptions& options, Terminal& terminal) {
  TopLayout layout;
  layout.palette = Palette::For(STDOUT_FILENO);
  std::optional<TopStatus> before, now;
  std::string error;
  auto due = steady_clock::now();
  while (true) {
    if (steady_clock::now() >= due) {
      due = steady_clock::now() + options.interval;
      const auto text = reader.Read();
      auto status = text.ok() ? ParseTopStatus(*text) : text.status();
      error = status.ok() ? "" : options.url + ": " + std::string(status.status().message());
      if (status.ok()) {
        // Another run: its figures have nothing to do with those before.
        const bool same = now && now->start_ns == status->start_ns;
        before = same ? std::move(now) : std::nullopt;
        now = *std::move(status);
      }
    }
    const Terminal::Size size = terminal.size();
    layout.width = size.width;
    layout.height = size.height - 1;
    std::vector<std::string> lines;
    if (now) lines = RenderTop(*now, before ? &*before : nullptr, layout);
    lines.resize(layout.height);
    std::string last = error.empty() ? KeysLine(layout.order) : error;
    lines.push_back(last.substr(0, size.width));
    terminal.Show(lines);
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(due - steady_clock::now());
    const auto key = terminal.ReadKey(std::max(left, std::chrono::milliseconds(1)));
    if (!key) continue;
    if (*key == 'q' || *key == Terminal::kEnd) return 0;
    ChangeOrder(*key, layout.order);
  }
}

}  // namespace

int RunTop(const TopOptions& options, bool json) {
  auto reader = Reader::Make(options);
  if (!reader.ok()) return Fail("--url: " + std::string(reader.status().message()));
  if (!options.once && !json) {
    if (const auto terminal = Terminal::Open()) return Watch(*reader, options, *terminal);
  }
  return ShowOnce(*reader, options, json);
}

}  // namespace falco_run::app
