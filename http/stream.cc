// SPDX-License-Identifier: Apache-2.0
#include "http/stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace falco_run::http {

namespace asio = boost::asio;
using Protocol = asio::generic::stream_protocol;

struct Stream::Tls {
  Tls(Socket& socket, SSL_CTX* ctx) : context(ctx), stream(socket, context) {}

  asio::ssl::context context;  // owns one reference to the OpenSSL context
  asio::ssl::stream<Socket&> stream;
};

Stream::Stream(asio::io_context& io) : socket_(io) {}

Stream::Stream(asio::io_context& io, int fd, int family) : socket_(io) {
  const int on = 1;
  if (family != AF_UNIX) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  Error error;
  socket_.assign(Protocol(family, family == AF_UNIX ? 0 : IPPROTO_TCP), fd, error);
  if (error) close(fd);
}

Stream::~Stream() = default;

void Stream::Connect(const Address& address, Done done) {
  const int family = address.storage.ss_family;
  // Not by Asio: it would leave the socket open in programs that are started.
  const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  Error error;
  if (fd < 0) {
    error = Error(errno, boost::system::system_category());
  } else {
    const int on = 1;
    if (family != AF_UNIX) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    socket_.assign(Protocol(family, family == AF_UNIX ? 0 : IPPROTO_TCP), fd, error);
    if (error) close(fd);
  }
  if (error) {
    asio::post(socket_.get_executor(),
               [error, done = std::move(done)]() mutable { done(error, 0); });
    return;
  }
  socket_.async_connect(Protocol::endpoint(address.get(), address.size),
                        [done = std::move(done)](const Error& e) mutable { done(e, 0); });
}

void Stream::MakeTls(const TlsContext& context) {
  SSL_CTX_up_ref(context.get());
  tls_ = std::make_unique<Tls>(socket_, context.get());
}

void Stream::Handshake(bool as_client, Done done) {
  tls_->stream.async_handshake(
      as_client ? asio::ssl::stream_base::client : asio::ssl::stream_base::server,
      [done = std::move(done)](const Error& e) mutable { done(e, 0); });
}

void Stream::Read(char* data, size_t size, Done done) {
  const asio::mutable_buffer buffer(data, size);
  if (tls_) {
    tls_->stream.async_read_some(buffer, std::move(done));
  } else {
    socket_.async_read_some(buffer, std::move(done));
  }
}

void Stream::Write(const char* data, size_t size, Done done) {
  const asio::const_buffer buffer(data, size);
  if (tls_) {
    asio::async_write(tls_->stream, buffer, std::move(done));
  } else {
    asio::async_write(socket_, buffer, std::move(done));
  }
}

void Stream::Shutdown(Done done) {
  if (tls_) {
    tls_->stream.async_shutdown([this, done = std::move(done)](const Error& e) mutable {
      Error ignored;
      socket_.shutdown(Socket::shutdown_send, ignored);
      done(e, 0);
    });
    return;
  }
  Error error;
  socket_.shutdown(Socket::shutdown_send, error);
  asio::post(socket_.get_executor(), [error, done = std::move(done)]() mutable { done(error, 0); });
}

void Stream::Close() {
  Error ignored;
  socket_.close(ignored);
}

void Stream::Cancel() {
  Error ignored;
  socket_.cancel(ignored);
}

bool Stream::LooksClosed() const {
  pollfd one{const_cast<Socket&>(socket_).native_handle(), POLLIN | POLLRDHUP, 0};
  if (poll(&one, 1, 0) < 0) return true;
  if (one.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) return true;
  // TLS has things to say of its own, such as new session tickets.
  return !tls_ && (one.revents & POLLIN) != 0;
}

SSL* Stream::ssl() const { return tls_ ? tls_->stream.native_handle() : nullptr; }

bool Stream::IsTlsError(const Error& error) {
  return error.category() == asio::error::get_ssl_category();
}

bool Stream::IsEnd(const Error& error) {
  return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
}

}  // namespace falco_run::http
