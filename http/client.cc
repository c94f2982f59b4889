// SPDX-License-Identifier: Apache-2.0
#include "http/client.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "http/connection.h"
#include "http/gzip.h"
#include "http/name_lookup.h"
#include "http/tls.h"
#include "http/url.h"
#include "http/wire.h"

namespace falco_run::http {

namespace asio = boost::asio;

class Client::Impl {
 public:
  // The io_context is shared with the thread that looks up the name.
  Impl(ClientOptions options, Url url, std::optional<Url> proxy, TlsContext tls)
      : io_(std::make_shared<asio::io_context>(1)),
        work_(io_->get_executor()),
        lookup_(std::make_shared<Lookup>()),
        shared_{*io_,           std::move(options),
                std::move(url), std::move(proxy),
                std::move(tls), [this](auto callback) { LookUp(std::move(callback)); }} {
    const Url& target = shared_.url;
    const bool by_proxy = shared_.proxy && !target.tls;
    defaults_.target = target.target;
    defaults_.prefix = by_proxy ? absl::StrCat("http://", target.host_header()) : "";
    defaults_.host = target.host_header();
    defaults_.user_agent = shared_.options.user_agent;
    if (!target.credentials.empty()) {
      defaults_.authorization = BasicCredentials(target.credentials);
    }
    if (by_proxy && !shared_.proxy->credentials.empty()) {
      defaults_.proxy_authorization = BasicCredentials(shared_.proxy->credentials);
    }
    defaults_.keep_alive = shared_.options.keep_alive;
    for (int i = 0; i < shared_.options.connections; ++i) {
      connections_.push_back(Connection::Make(shared_));
    }
  }

  ~Impl() {
    lookup_->waiting.clear();
    connections_.clear();
    io_->poll();  // what was cancelled holds its connection
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::vector<absl::StatusOr<Response>> SendAll(std::span<const Request> requests) {
    const uint64_t cancels = cancels_.load();
    const std::lock_guard<std::mutex> turn(turn_);
    Batch batch{
        requests,
        std::vector<absl::StatusOr<Response>>(requests.size(), absl::CancelledError("cancelled")),
        cancels};
    batch_ = &batch;
    for (const auto& connection : connections_) StartNext(*connection);
    while (batch.running > 0) io_->run_one();
    batch_ = nullptr;
    return std::move(batch.results);
  }

  void Cancel() {
    ++cancels_;
    asio::post(*io_, [this] {
      if (batch_ == nullptr || !Cancelled()) return;
      for (const auto& connection : connections_) {
        connection->Abort(absl::CancelledError("cancelled"));
      }
    });
  }

 private:
  struct Batch {
    std::span<const Request> requests;
    std::vector<absl::StatusOr<Response>> results;
    uint64_t cancels;  // of the time it began
    size_t next = 0;
    size_t running = 0;
  };

  // One lookup at a time, for all connections; a slow name server cannot pile up threads.
  struct Lookup {
    std::vector<std::function<void(const FoundAddresses&)>> waiting;
    bool running = false;
  };

  bool Cancelled() const { return batch_->cancels != cancels_.load(); }

  // Gives the connection the batch's next request; those that cannot be sent fail right here.
  void StartNext(Connection& connection) {
    while (batch_->next < batch_->requests.size() && !Cancelled()) {
      const size_t index = batch_->next++;
      absl::StatusOr<Connection::Job> job = Prepare(batch_->requests[index]);
      if (!job.ok()) {
        batch_->results[index] = job.status();
        continue;
      }
      job->done = [this, index, &connection](absl::StatusOr<Response> result) {
        batch_->results[index] = std::move(result);
        --batch_->running;
        StartNext(connection);
      };
      ++batch_->running;
      connection.Start(*std::move(job));
      return;
    }
  }

  absl::StatusOr<Connection::Job> Prepare(const Request& request) const {
    const bool gzip = shared_.options.gzip && !request.body.empty() &&
                      FindHeader(request.headers, "Content-Encoding") == nullptr;
    std::string packed;
    if (gzip) {
      absl::StatusOr<std::string> made = Gzip(request.body);
      if (!made.ok()) return made.status();
      packed = *std::move(made);
    }
    const std::string& body = gzip ? packed : request.body;
    auto bytes = std::make_shared<std::string>();
    bytes->reserve(512 + body.size());
    absl::Status head = AppendRequestHead(request, defaults_, body.size(), gzip, *bytes);
    if (!head.ok()) return head;
    *bytes += body;
    return Connection::Job{.bytes = std::move(bytes), .to_head = request.method == "HEAD"};
  }

  void LookUp(std::function<void(const FoundAddresses&)> callback) {
    lookup_->waiting.push_back(std::move(callback));
    if (lookup_->running) return;
    lookup_->running = true;
    const Url& url = shared_.proxy ? *shared_.proxy : shared_.url;
    LookUpName(url.host, url.port, [io = io_, lookup = lookup_](FoundAddresses found) {
      asio::post(*io, [lookup, found = std::move(found)] {
        lookup->running = false;
        const auto waiting = std::exchange(lookup->waiting, {});
        for (const auto& one : waiting) one(found);
      });
    });
  }

  const std::shared_ptr<asio::io_context> io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  const std::shared_ptr<Lookup> lookup_;
  const Connection::Shared shared_;
  RequestDefaults defaults_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::mutex turn_;
  std::atomic<uint64_t> cancels_{0};
  Batch* batch_ = nullptr;  // the one that has its turn
};

absl::StatusOr<std::unique_ptr<Client>> Client::Make(ClientOptions options) {
  absl::StatusOr<Url> url = ParseUrl(options.url);
  if (!url.ok()) return url.status();
  if (options.connections < 1 || options.connections > 256) {
    return absl::InvalidArgumentError("connections: 1 to 256");
  }
  if (options.timeout.count() <= 0 || options.connect_timeout.count() <= 0) {
    return absl::InvalidArgumentError("a timeout must be more than 0");
  }
  if (!IsFieldValue(options.user_agent)) {
    return absl::InvalidArgumentError("user agent: it has a line break or a control character");
  }
  std::optional<Url> proxy;
  if (!options.proxy.empty()) {
    absl::StatusOr<Url> parsed = ParseUrl(options.proxy);
    if (!parsed.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("proxy: ", parsed.status().message()));
    }
    if (parsed->tls) {
      return absl::InvalidArgumentError("proxy: only http:// proxies can be used");
    }
    proxy = *std::move(parsed);
  }
  if (!options.unix_socket.empty()) {
    if (proxy) return absl::InvalidArgumentError("a proxy cannot be used with a unix socket");
    if (!UnixAddress(options.unix_socket)) {
      return absl::InvalidArgumentError(
          absl::StrCat("the path of the unix socket is too long: ", options.unix_socket));
    }
  }
  TlsContext tls;
  if (url->tls) {
    absl::StatusOr<TlsContext> made = MakeClientTls(options.tls);
    if (!made.ok()) return made.status();
    tls = *std::move(made);
  }
  try {
    return std::unique_ptr<Client>(new Client(std::make_unique<Impl>(
        std::move(options), *std::move(url), std::move(proxy), std::move(tls))));
  } catch (const std::exception& error) {  // no descriptors left
    return absl::ResourceExhaustedError(absl::StrCat("HTTP client: ", error.what()));
  }
}

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;

absl::StatusOr<Response> Client::Send(const Request& request) {
  return std::move(impl_->SendAll({&request, 1})[0]);
}

std::vector<absl::StatusOr<Response>> Client::SendAll(std::span<const Request> requests) {
  return impl_->SendAll(requests);
}

void Client::Cancel() { impl_->Cancel(); }

}  // namespace falco_run::http
