// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "http/listener.h"
#include "http/quiet_thread.h"
#include "http/session.h"

namespace falco_run::http {

namespace asio = boost::asio;

namespace {

// Of the connections too many, so many at once are told so; the others are just closed.
constexpr size_t kTurnedAway = 64;
// With no descriptors left, accepting is tried again after this time.
constexpr std::chrono::milliseconds kNoDescriptors{100};
// Connections taken at once, before others have their turn.
constexpr int kAtOnce = 64;

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Handler handler, Listener listener, TlsContext tls)
      : state_(std::move(options), std::move(handler)), listener_(std::move(listener)) {
    state_.tls = std::move(tls);
    for (int i = 0; i < state_.options.threads; ++i) workers_.push_back(std::make_unique<Worker>());
    acceptor_.emplace(workers_[0]->io, listener_.fd());
    retry_.emplace(workers_[0]->io);
    port_ = listener_.port();
    asio::post(workers_[0]->io, [this] { AwaitConnection(); });
  }

  ~Impl() {
    state_.stopping = true;
    if (workers_[0]->thread.joinable()) {
      std::promise<void> done;  // from then on no connection comes
      asio::post(workers_[0]->io, [this, &done] {
        acceptor_->cancel();
        retry_->cancel();
        done.set_value();
      });
      done.get_future().wait();
    }
    ForAll([](Session& session) { session.Stop(); });
    {
      std::unique_lock<std::mutex> lock(state_.mutex);
      state_.closed.wait_for(lock, state_.options.stop_grace, [this] { return state_.open == 0; });
    }
    ForAll([](Session& session) { session.Close(); });
    for (const auto& worker : workers_) worker->work.reset();
    for (const auto& worker : workers_) {
      if (worker->thread.joinable()) worker->thread.join();
    }
    acceptor_->release();  // the descriptor is the listener's
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // May throw when there can be no more threads; what was started is stopped by the destructor.
  void Run() {
    for (const auto& worker : workers_) {
      worker->thread = StartQuietThread([io = &worker->io] { io->run(); });
    }
  }

  uint16_t port() const { return port_; }

  ServerCounters counters() {
    ServerCounters now;
    now.connections = state_.connections;
    now.refused = state_.refused;
    now.requests = state_.requests;
    now.bad_requests = state_.bad_requests;
    now.timeouts = state_.timeouts;
    now.tls_failures = state_.tls_failures;
    now.buffered = state_.buffered;
    const std::lock_guard<std::mutex> lock(state_.mutex);
    now.open = state_.open;
    return now;
  }

  absl::Status ReloadCertificates() {
    if (state_.options.tls.cert_file.empty()) return absl::OkStatus();
    absl::StatusOr<TlsContext> tls = MakeServerTls(state_.options.tls);
    if (!tls.ok()) return tls.status();
    const std::lock_guard<std::mutex> lock(state_.mutex);
    state_.tls = *std::move(tls);
    return absl::OkStatus();
  }

 private:
  // A thread with its connections: what one connection does is never locked against another.
  struct Worker {
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    Sessions sessions;
    std::thread thread;
  };

  void ForAll(void (*what)(Session&)) {
    for (const auto& worker : workers_) {
      asio::post(worker->io, [worker = worker.get(), what] {
        const Sessions sessions = worker->sessions;  // closing removes from the original
        for (const auto& session : sessions) what(*session);
      });
    }
  }

  void AwaitConnection() {
    if (state_.stopping) return;
    acceptor_->async_wait(asio::posix::stream_descriptor::wait_read,
                          [this](const boost::system::error_code& error) {
                            if (!error) Accept();
                          });
  }

  void Accept() {
    for (int i = 0; i < kAtOnce; ++i) {
      if (state_.stopping) return;
      Address peer;
      const int fd = listener_.Accept(peer);
      if (fd >= 0) {
        Take(fd, peer);
      } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        retry_->expires_after(kNoDescriptors);
        retry_->async_wait([this](const boost::system::error_code& error) {
          if (!error) Accept();
        });
        return;
      } else if (errno == EAGAIN) {
        break;
      }  // else: this one broke already; the next
    }
    AwaitConnection();
  }

  void Take(int fd, const Address& peer) {
    const auto limit = static_cast<size_t>(state_.options.max_connections);
    bool serve = false;
    {
      const std::lock_guard<std::mutex> lock(state_.mutex);
      serve = state_.open < limit;
      const bool plain = state_.tls == nullptr;
      if (serve || (plain && state_.open < limit + kTurnedAway))
        ++state_.open;
      else {
        ++state_.refused;
        close(fd);
        return;
      }
    }
    ++(serve ? state_.connections : state_.refused);
    Worker* const worker = workers_[next_worker_++ % workers_.size()].get();
    asio::post(worker->io, [this, worker, serve, fd, peer] {
      (serve ? Session::Serve : Session::TurnAway)(state_, worker->io, worker->sessions, fd, peer);
    });
  }

  ServerState state_;
  Listener listener_;
  uint16_t port_ = 0;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::optional<asio::posix::stream_descriptor> acceptor_;
  std::optional<asio::steady_timer> retry_;
  size_t next_worker_ = 0;
};

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options, Handler handler) {
  if (options.threads < 1 || options.threads > 64) {
    return absl::InvalidArgumentError("threads: 1 to 64");
  }
  if (options.max_connections < 1) return absl::InvalidArgumentError("max_connections: 1 or more");
  if (options.max_header < 256) return absl::InvalidArgumentError("max_header: 256 or more");
  if (options.read_timeout.count() <= 0 || options.idle_timeout.count() <= 0) {
    return absl::InvalidArgumentError("a timeout must be more than 0");
  }
  TlsContext tls;
  if (!options.tls.cert_file.empty()) {
    absl::StatusOr<TlsContext> made = MakeServerTls(options.tls);
    if (!made.ok()) return made.status();
    tls = *std::move(made);
  } else if (!options.tls.key_file.empty() || !options.tls.client_ca_file.empty()) {
    return absl::InvalidArgumentError("TLS needs a certificate: cert_file is not set");
  }
  absl::StatusOr<Listener> listener = options.unix_socket.empty()
                                          ? Listener::Tcp(options.address, options.port)
                                          : Listener::Unix(options.unix_socket);
  if (!listener.ok()) return listener.status();
  try {
    auto impl = std::make_unique<Impl>(std::move(options), std::move(handler), *std::move(listener),
                                       std::move(tls));
    impl->Run();
    return std::unique_ptr<Server>(new Server(std::move(impl)));
  } catch (const std::exception& error) {
    return absl::ResourceExhaustedError(absl::StrCat("HTTP server: ", error.what()));
  }
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

uint16_t Server::port() const { return impl_->port(); }
ServerCounters Server::counters() const { return impl_->counters(); }
absl::Status Server::ReloadCertificates() { return impl_->ReloadCertificates(); }

}  // namespace falco_run::http
