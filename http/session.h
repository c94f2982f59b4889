// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_SESSION_H_
#define FALCO_RUN_HTTP_SESSION_H_

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>

#include "http/deadline.h"
#include "http/parser.h"
#include "http/server.h"
#include "http/stream.h"
#include "http/tls.h"

namespace falco_run::http {

// What the sessions of a server share.
struct ServerState {
  ServerState(ServerOptions o, Handler h) : options(std::move(o)), handler(std::move(h)) {}

  const ServerOptions options;
  const Handler handler;
  std::atomic<bool> stopping{false};
  std::atomic<uint64_t> connections{0}, refused{0}, requests{0}, bad_requests{0}, timeouts{0},
      tls_failures{0}, buffered{0};

  std::mutex mutex;
  std::condition_variable closed;  // a session
  size_t open = 0;
  TlsContext tls;
};

class Session;
using Sessions = std::unordered_set<std::shared_ptr<Session>>;

// One connection of a server, on the thread of its io_context. Private to http/.
class Session : public std::enable_shared_from_this<Session> {
 public:
  // Takes over a connected socket, which has been counted in ServerState::open. `siblings` are the
  // sessions of this thread; the session is among them until it is closed.
  static void Serve(ServerState& server, boost::asio::io_context& io, Sessions& siblings, int fd,
                    const Address& peer);
  // The same for a connection too many: says 503.
  static void TurnAway(ServerState& server, boost::asio::io_context& io, Sessions& siblings, int fd,
                       const Address& peer);

  // Stops: at once when no request is in flight, else after it.
  void Stop();
  void Close();

 private:
  enum class State {
    kHandshake,
    kIdle,     // no byte of a request is there
    kReading,  // a part of it is
    kWriting,
    kClosing,  // all is said; the other side may still be sending
  };

  Session(ServerState& server, boost::asio::io_context& io, Sessions& siblings, int fd,
          const Address& peer);
  static std::shared_ptr<Session> Make(ServerState& server, boost::asio::io_context& io,
                                       Sessions& siblings, int fd, const Address& peer);

  void Handshake();
  void NextRequest(bool first);
  void Parse();
  void Read();
  void OnRead(const Stream::Error& error, size_t bytes);
  void SayContinue();
  void Handle();
  void Refuse(int status);
  void Answer(const Response& response, bool to_head, bool keep_alive);
  void OnWritten(const Stream::Error& error);
  void CloseGently();
  void Drain(size_t limit);
  void Expired();
  void SetState(State state, std::chrono::milliseconds timeout);
  void Account(size_t bytes);

  ServerState& server_;
  Sessions& siblings_;
  const std::shared_ptr<Stream> stream_;
  const std::string peer_;
  std::string subject_;
  Deadline deadline_;
  State state_ = State::kHandshake;
  bool closed_ = false;
  bool expired_ = false;     // a read is being given up for it
  bool continued_ = false;   // 100 has been sent
  bool refused_ = false;     // without reading all of the request
  bool keep_alive_ = false;  // after the answer that is being written
  size_t accounted_ = 0;     // bytes in ServerState::buffered
  std::string out_;
  std::optional<RequestParser> parser_;
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_SESSION_H_
