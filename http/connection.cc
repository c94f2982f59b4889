// SPDX-License-Identifier: Apache-2.0
#include "http/connection.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "http/wire.h"

namespace falco_run::http {

namespace asio = boost::asio;

namespace {

// The answer to a request that is longer may come before all of it was sent, so that one is waited
// for from the start.
constexpr size_t kShort = 64 << 10;

}  // namespace

std::shared_ptr<Connection> Connection::Make(const Shared& shared) {
  const std::shared_ptr<Connection> made(new Connection(shared));
  made->deadline_.OnExpiry(made, [raw = made.get()] { raw->TimedOut(); });
  return made;
}

void Connection::Start(Job job) {
  job_ = std::move(job);
  job_deadline_ = Clock::now() + shared_.options.timeout;
  if (stream_ && stream_->LooksClosed()) Drop();
  if (stream_) {
    reused_ = true;
    Write();
  } else {
    Open();
  }
}

void Connection::Abort(const absl::Status& status) {
  if (!job_) return;
  Drop();
  Finish(status);
}

void Connection::Open() {
  reused_ = false;
  connect_deadline_ = std::min(Clock::now() + shared_.options.connect_timeout, job_deadline_);
  deadline_.Set(connect_deadline_);
  const Url& url = shared_.proxy ? *shared_.proxy : shared_.url;
  const std::string& unix_socket = shared_.options.unix_socket;
  const std::optional<Address> known =
      unix_socket.empty() ? NumericAddress(url.host, url.port) : UnixAddress(unix_socket);
  if (known) {
    addresses_ = {*known};
    TryAddress(0);
    return;
  }
  phase_ = "looking up its name";
  shared_.look_up([weak = weak_from_this(), turn = ++lookups_](const FoundAddresses& found) {
    const std::shared_ptr<Connection> self = weak.lock();
    if (!self || self->lookups_ != turn || !self->job_) return;
    if (found.addresses.empty()) {
      self->Fail(absl::StatusCode::kUnavailable, absl::StrCat("no address: ", found.error));
      return;
    }
    self->addresses_ = found.addresses;
    self->TryAddress(0);
  });
}

void Connection::TryAddress(size_t index) {
  Drop();
  phase_ = "connecting";
  connecting_ = true;
  address_ = index;
  // No address may use up the time of those behind it.
  const auto left = connect_deadline_ - Clock::now();
  deadline_.Set(Clock::now() + left / static_cast<int64_t>(addresses_.size() - index));
  stream_ = std::make_shared<Stream>(shared_.io);
  stream_->Connect(addresses_[index], [self = shared_from_this(), stream = stream_](
                                          const Stream::Error& error, size_t) {
    if (self->stream_ != stream) return;
    if (!error) {
      self->Connected();
    } else if (self->address_ + 1 < self->addresses_.size()) {
      self->TryAddress(self->address_ + 1);
    } else {
      self->Fail(absl::StatusCode::kUnavailable, absl::StrCat("cannot connect: ", error.message()));
    }
  });
}

void Connection::Connected() {
  connecting_ = false;
  deadline_.Set(connect_deadline_);
  if (shared_.proxy && shared_.url.tls) {
    AskProxy();
  } else if (shared_.url.tls) {
    Handshake();
  } else {
    Write();
  }
}

void Connection::AskProxy() {
  phase_ = "asking the proxy";
  const std::string authority = shared_.url.authority();
  auto request = std::make_shared<std::string>(
      absl::StrCat("CONNECT ", authority, " HTTP/1.1\r\nHost: ", authority, "\r\n"));
  if (!shared_.proxy->credentials.empty()) {
    absl::StrAppend(request.get(),
                    "Proxy-Authorization: ", BasicCredentials(shared_.proxy->credentials), "\r\n");
  }
  *request += "\r\n";
  parser_.emplace(/*to_head=*/true, 0);
  stream_->Write(
      request->data(), request->size(),
      [self = shared_from_this(), stream = stream_, request](const Stream::Error& error, size_t) {
        if (self->stream_ != stream) return;
        if (error) return self->Broken(error);
        self->ReadProxyAnswer();
      });
}

void Connection::ReadProxyAnswer() {
  const std::span<char> room = stream_->in().Room();
  stream_->Read(
      room.data(), room.size(),
      [self = shared_from_this(), stream = stream_](const Stream::Error& error, size_t bytes) {
        if (self->stream_ != stream) return;
        if (error) return self->Broken(error);
        stream->in().Commit(bytes);
        stream->in().Consume(self->parser_->Feed(stream->in().view()));
        if (self->parser_->failed()) {
          self->Fail(absl::StatusCode::kInternal,
                     absl::StrCat("the proxy does not speak HTTP: ", self->parser_->error()));
        } else if (!self->parser_->done()) {
          self->ReadProxyAnswer();
        } else if (const int status = self->parser_->Take().status; status / 100 != 2) {
          self->Fail(absl::StatusCode::kUnavailable,
                     absl::StrCat("the proxy refuses: ", status, " ", ReasonPhrase(status)));
        } else {
          self->Handshake();
        }
      });
}

void Connection::Handshake() {
  phase_ = "the TLS handshake";
  stream_->MakeTls(shared_.tls);
  const std::string& name = shared_.options.tls.server_name;
  if (!ExpectServer(stream_->ssl(), name.empty() ? shared_.url.host : name)) {
    Fail(absl::StatusCode::kInternal, "TLS cannot be set up");
    return;
  }
  stream_->Handshake(/*as_client=*/true, [self = shared_from_this(), stream = stream_](
                                             const Stream::Error& error, size_t) {
    if (self->stream_ != stream) return;
    if (error) return self->Broken(error);
    self->Write();
  });
}

void Connection::Write() {
  phase_ = "waiting for the answer";
  deadline_.Set(job_deadline_);
  stream_->in().Clear();
  parser_.emplace(job_->to_head, shared_.options.max_response);
  answered_ = false;
  write_error_.reset();
  writing_ = true;
  stream_->Write(job_->bytes->data(), job_->bytes->size(),
                 [self = shared_from_this(), stream = stream_, bytes = job_->bytes](
                     const Stream::Error& error, size_t) {
                   if (self->stream_ == stream) self->Written(error);
                 });
  if (job_->bytes->size() > kShort) Read();
}

void Connection::Written(const Stream::Error& error) {
  writing_ = false;
  // The server may have answered and closed without reading all: see what it said.
  if (error) write_error_ = error;
  if (!reading_) Read();
}

void Connection::Read() {
  reading_ = true;
  const std::span<char> room = stream_->in().Room();
  stream_->Read(
      room.data(), room.size(),
      [self = shared_from_this(), stream = stream_](const Stream::Error& error, size_t bytes) {
        if (self->stream_ == stream) self->OnRead(error, bytes);
      });
}

void Connection::OnRead(const Stream::Error& error, size_t bytes) {
  reading_ = false;
  answered_ = answered_ || bytes > 0;
  stream_->in().Commit(bytes);
  if (!Parse()) return;
  if (!error) return Read();
  if (error != asio::error::eof || !answered_) return Broken(error);
  parser_->FeedEnd();
  if (!parser_->done()) return Broken(error);
  Response response = parser_->Take();
  Drop();
  Finish(std::move(response));
}

// False: the job has ended, and the next one may have begun.
bool Connection::Parse() {
  for (;;) {
    Buffer& in = stream_->in();
    const size_t taken = parser_->Feed(in.view());
    in.Consume(taken);
    if (parser_->failed()) {
      Fail(absl::StatusCode::kInternal,
           absl::StrCat("the server does not speak HTTP/1: ", parser_->error()));
      return false;
    }
    if (!parser_->done()) {
      if (taken == 0) return true;
      continue;
    }
    const bool keep =
        parser_->keep_alive() && shared_.options.keep_alive && !writing_ && !write_error_;
    Response response = parser_->Take();
    if (response.status / 100 == 1) {  // "go on", "early hints": the answer is still to come
      parser_.emplace(job_->to_head, shared_.options.max_response);
      continue;
    }
    if (!keep || !in.empty()) Drop();
    Finish(std::move(response));
    return false;
  }
}

void Connection::Broken(const Stream::Error& error) {
  if (reused_ && !answered_) {  // once only: the new connection is not reused
    Drop();
    Open();
    return;
  }
  const Stream::Error first = write_error_.value_or(error);
  if (Stream::IsTlsError(first)) {
    Fail(absl::StatusCode::kFailedPrecondition,
         HandshakeError(stream_->ssl(), static_cast<unsigned long>(first.value())));
  } else {
    Fail(absl::StatusCode::kUnavailable,
         absl::StrCat("the connection ended in ", phase_, ": ", first.message()));
  }
}

void Connection::Fail(absl::StatusCode code, const std::string& what) {
  Drop();
  const Url& url = shared_.url;
  std::string where =
      shared_.options.unix_socket.empty() ? url.authority() : shared_.options.unix_socket;
  if (shared_.proxy) absl::StrAppend(&where, " by proxy ", shared_.proxy->authority());
  Finish(absl::Status(code, absl::StrCat(where, ": ", what)));
}

void Connection::Finish(absl::StatusOr<Response> result) {
  deadline_.Clear();
  auto done = std::move(job_->done);
  job_.reset();
  done(std::move(result));
}

void Connection::Drop() {
  if (stream_) stream_->Close();
  stream_.reset();
  connecting_ = writing_ = reading_ = false;
}

void Connection::TimedOut() {
  if (connecting_ && address_ + 1 < addresses_.size()) {
    TryAddress(address_ + 1);
    return;
  }
  ++lookups_;
  Fail(absl::StatusCode::kDeadlineExceeded, absl::StrCat("timeout in ", phase_));
}

}  // namespace falco_run::http
