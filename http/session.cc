// SPDX-License-Identifier: Apache-2.0
#include "http/session.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "http/content.h"
#include "http/wire.h"

namespace falco_run::http {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

// After a refusal the other side may go on sending for so long, so much, before the connection is
// reset: a reset could take our answer away from it.
constexpr milliseconds kDrainTime{1000};
constexpr size_t kDrainBytes = 4 << 20;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

Response Refusal(int status) {
  Response response{.status = status};
  response.headers.push_back({"Content-Type", "text/plain"});
  if (status == 503) response.headers.push_back({"Retry-After", "1"});
  response.body = absl::StrCat(ReasonPhrase(status), "\n");
  return response;
}

}  // namespace

Session::Session(ServerState& server, asio::io_context& io, Sessions& siblings, int fd,
                 const Address& peer)
    : server_(server),
      siblings_(siblings),
      stream_(std::make_shared<Stream>(io, fd, peer.storage.ss_family)),
      peer_(AddressText(peer)),
      deadline_(io) {}

std::shared_ptr<Session> Session::Make(ServerState& server, asio::io_context& io,
                                       Sessions& siblings, int fd, const Address& peer) {
  const std::shared_ptr<Session> made(new Session(server, io, siblings, fd, peer));
  made->deadline_.OnExpiry(made, [raw = made.get()] { raw->Expired(); });
  siblings.insert(made);
  return made;
}

void Session::Serve(ServerState& server, asio::io_context& io, Sessions& siblings, int fd,
                    const Address& peer) {
  const std::shared_ptr<Session> session = Make(server, io, siblings, fd, peer);
  TlsContext tls;
  {
    const std::lock_guard<std::mutex> lock(server.mutex);
    tls = server.tls;
  }
  if (!session->stream_->is_open() || server.stopping) return session->Close();
  if (!tls) return session->NextRequest(/*first=*/true);
  session->stream_->MakeTls(tls);
  session->Handshake();
}

void Session::TurnAway(ServerState& server, asio::io_context& io, Sessions& siblings, int fd,
                       const Address& peer) {
  const std::shared_ptr<Session> session = Make(server, io, siblings, fd, peer);
  session->refused_ = true;
  session->Answer(Refusal(503), /*to_head=*/false, /*keep_alive=*/false);
}

void Session::Handshake() {
  SetState(State::kHandshake, server_.options.read_timeout);
  stream_->Handshake(/*as_client=*/false,
                     [self = shared_from_this()](const Stream::Error& error, size_t) {
                       if (self->closed_) return;
                       if (error) {
                         ++self->server_.tls_failures;
                         return self->Close();
                       }
                       self->subject_ = PeerSubject(self->stream_->ssl());
                       self->NextRequest(/*first=*/true);
                     });
}

void Session::NextRequest(bool first) {
  if (server_.stopping) return CloseGently();
  const ServerOptions& options = server_.options;
  Account(0);
  stream_->in().Narrow();
  parser_.emplace(options.max_header, options.max_body);
  continued_ = false;
  if (stream_->in().empty()) {
    // Who just came has something to say.
    SetState(State::kIdle, first ? options.read_timeout : options.idle_timeout);
    Read();
  } else {
    SetState(State::kReading, options.read_timeout);
    Parse();
  }
}

void Session::Read() {
  const std::span<char> room = stream_->in().Room();
  stream_->Read(room.data(), room.size(),
                [self = shared_from_this()](const Stream::Error& error, size_t bytes) {
                  if (!self->closed_) self->OnRead(error, bytes);
                });
}

void Session::OnRead(const Stream::Error& error, size_t bytes) {
  if (expired_) {
    ++server_.timeouts;
    return Refuse(408);
  }
  if (error) return Close();
  stream_->in().Commit(bytes);
  if (state_ == State::kIdle) SetState(State::kReading, server_.options.read_timeout);
  Parse();
}

void Session::Parse() {
  for (;;) {
    const size_t taken = parser_->Feed(stream_->in().view());
    stream_->in().Consume(taken);
    if (const int status = parser_->error(); status != 0) return Refuse(status);
    Account(parser_->body_size());
    if (server_.buffered > server_.options.max_buffered) return Refuse(503);
    if (parser_->done()) return Handle();
    if (taken == 0 || stream_->in().empty()) break;
  }
  if (parser_->header_done()) stream_->in().Widen();
  if (parser_->wants_continue() && !continued_ && parser_->body_size() == 0 &&
      stream_->in().empty()) {
    return SayContinue();
  }
  Read();
}

void Session::SayContinue() {
  continued_ = true;
  stream_->Write(kContinue.data(), kContinue.size(),
                 [self = shared_from_this()](const Stream::Error& error, size_t) {
                   if (self->closed_) return;
                   if (self->expired_) return self->OnRead(error, 0);
                   if (error) return self->Close();
                   self->Read();
                 });
}

void Session::Handle() {
  const bool keep_alive = parser_->keep_alive();
  Request request = parser_->Take();
  request.peer = peer_;
  request.client_subject = subject_;
  const bool to_head = request.method == "HEAD";
  if (const int status = DecodeContent(request, server_.options.max_body); status != 0) {
    ++server_.bad_requests;
    return Answer(Refusal(status), to_head, keep_alive);
  }
  Response response;
  try {
    response = server_.handler(request);
  } catch (const std::exception&) {
    response = Response{.status = 500};
  }
  ++server_.requests;
  Answer(response, to_head, keep_alive);
}

void Session::Refuse(int status) {
  ++server_.bad_requests;
  refused_ = true;
  expired_ = false;
  Answer(Refusal(status), /*to_head=*/false, /*keep_alive=*/false);
}

void Session::Answer(const Response& response, bool to_head, bool keep_alive) {
  keep_alive_ = keep_alive && !server_.stopping;
  out_.clear();
  const bool good = AppendResponseHead(response, response.body.size(), keep_alive_, out_);
  if (good && !to_head && response.status != 204 && response.status != 304) out_ += response.body;
  parser_.reset();
  SetState(State::kWriting, server_.options.read_timeout);
  stream_->Write(out_.data(), out_.size(),
                 [self = shared_from_this()](const Stream::Error& error, size_t) {
                   if (!self->closed_) self->OnWritten(error);
                 });
}

void Session::OnWritten(const Stream::Error& error) {
  if (error) return Close();
  if (out_.capacity() > (64 << 10)) std::string().swap(out_);
  if (keep_alive_) return NextRequest(/*first=*/false);
  CloseGently();
}

void Session::CloseGently() {
  SetState(State::kClosing, kDrainTime);
  Account(0);
  // In TLS we could not read on after the goodbye.
  if (stream_->ssl() != nullptr && refused_) return Drain(kDrainBytes);
  stream_->Shutdown([self = shared_from_this()](const Stream::Error& error, size_t) {
    if (self->closed_) return;
    if (error || self->stream_->ssl() != nullptr) return self->Close();
    self->Drain(kDrainBytes);
  });
}

void Session::Drain(size_t limit) {
  stream_->in().Clear();
  const std::span<char> room = stream_->in().Room();
  stream_->Read(room.data(), room.size(),
                [self = shared_from_this(), limit](const Stream::Error& error, size_t bytes) {
                  if (self->closed_) return;
                  if (error || bytes >= limit) return self->Close();
                  self->Drain(limit - bytes);
                });
}

void Session::Stop() {
  if (state_ != State::kReading && state_ != State::kWriting) Close();
}

void Session::Close() {
  if (closed_) return;
  closed_ = true;
  const std::shared_ptr<Session> self = shared_from_this();
  stream_->Close();
  deadline_.Clear();
  Account(0);
  siblings_.erase(self);
  const std::lock_guard<std::mutex> lock(server_.mutex);
  --server_.open;
  server_.closed.notify_all();
}

void Session::Expired() {
  if (state_ == State::kReading && !expired_) {
    expired_ = true;  // the read, or the write of a 100, ends now; in TLS it may miss that
    stream_->Cancel();
    SetState(State::kReading, kDrainTime);
    return;
  }
  if (state_ != State::kClosing) ++server_.timeouts;
  Close();
}

void Session::SetState(State state, milliseconds timeout) {
  state_ = state;
  deadline_.Set(Deadline::Clock::now() + timeout);
}

void Session::Account(size_t bytes) {
  server_.buffered += bytes - accounted_;  // may wrap around; so does the sum
  accounted_ = bytes;
}

}  // namespace falco_run::http
