// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_STREAM_H_
#define FALCO_RUN_HTTP_STREAM_H_

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "http/buffer.h"
#include "http/name_lookup.h"
#include "http/tls.h"

namespace falco_run::http {

// A connection, plain or TLS, over TCP or a unix socket: what client and server share, and the only
// place where Asio's templates are filled in. Private to http/.
//
// At most one read and one write at a time. What runs when the stream is closed ends soon, mostly
// with operation_aborted, but not at once: a callback must hold the stream and what it writes.
class Stream {
 public:
  using Error = boost::system::error_code;
  using Done = absl::AnyInvocable<void(const Error& error, size_t bytes)>;

  explicit Stream(boost::asio::io_context& io);
  // Takes over a connected, non-blocking socket.
  Stream(boost::asio::io_context& io, int fd, int family);
  ~Stream();

  void Connect(const Address& address, Done done);
  // Then ssl() is there.
  void MakeTls(const TlsContext& context);
  void Handshake(bool as_client, Done done);

  void Read(char* data, size_t size, Done done);
  void Write(const char* data, size_t size, Done done);  // all of it

  // Says goodbye, in TLS waits for the other side to do the same, then ends the sending side.
  void Shutdown(Done done);
  void Close();
  // Ends what runs with operation_aborted and leaves the socket open.
  void Cancel();

  // A quick look: the other side has closed, or sent something that nobody asked for.
  bool LooksClosed() const;

  // What was read from here and not yet understood. It is the stream's own: a TLS read that is
  // being ended may still write to where it was to read to.
  Buffer& in() { return in_; }

  SSL* ssl() const;
  bool is_open() const { return socket_.is_open(); }

  // The other side, or we, do not go by TLS's rules; the OpenSSL code is the value then.
  static bool IsTlsError(const Error& error);
  // The connection ended.
  static bool IsEnd(const Error& error);

 private:
  using Socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol,
                                                  boost::asio::io_context::executor_type>;
  struct Tls;

  Socket socket_;
  Buffer in_;
  std::unique_ptr<Tls> tls_;
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_STREAM_H_
