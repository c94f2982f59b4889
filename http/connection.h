// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_CONNECTION_H_
#define FALCO_RUN_HTTP_CONNECTION_H_

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "http/client.h"
#include "http/deadline.h"
#include "http/name_lookup.h"
#include "http/parser.h"
#include "http/stream.h"
#include "http/tls.h"
#include "http/url.h"

namespace falco_run::http {

// One connection of a client: takes one request at a time, connects when it has to. Lives on the
// thread that runs the io_context. Private to http/.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Clock = Deadline::Clock;

  // What the connections of a client share; outlives them.
  struct Shared {
    boost::asio::io_context& io;
    ClientOptions options;
    Url url;
    std::optional<Url> proxy;
    TlsContext tls;  // of an https URL
    // Calls back on the io_context's thread; may be after the connection has lost interest.
    std::function<void(std::function<void(const FoundAddresses&)>)> look_up;
  };

  struct Job {
    std::shared_ptr<const std::string> bytes;  // the whole request
    bool to_head = false;                      // its method is HEAD
    std::function<void(absl::StatusOr<Response>)> done;
  };

  static std::shared_ptr<Connection> Make(const Shared& shared);

  // When the last job is done. `done` is never called from here.
  void Start(Job job);
  // Ends the job, if there is one, with this error.
  void Abort(const absl::Status& status);

 private:
  explicit Connection(const Shared& shared) : shared_(shared), deadline_(shared.io) {}

  using StreamPtr = std::shared_ptr<Stream>;

  // From no connection to one.
  void Open();
  void TryAddress(size_t index);
  void Connected();
  void AskProxy();
  void ReadProxyAnswer();
  void Handshake();
  // One exchange.
  void Write();
  void Written(const Stream::Error& error);
  void Read();
  void OnRead(const Stream::Error& error, size_t bytes);
  bool Parse();
  // Ends.
  void Broken(const Stream::Error& error);
  void Fail(absl::StatusCode code, const std::string& what);
  void Finish(absl::StatusOr<Response> result);
  void Drop();

  void TimedOut();

  const Shared& shared_;
  Deadline deadline_;

  std::optional<Job> job_;
  Clock::time_point job_deadline_;
  Clock::time_point connect_deadline_;
  const char* phase_ = "";
  uint64_t lookups_ = 0;
  std::vector<Address> addresses_;
  size_t address_ = 0;  // of addresses_, while connecting

  StreamPtr stream_;
  bool connecting_ = false;
  bool reused_ = false;  // the stream has served a request before
  bool writing_ = false;
  bool reading_ = false;
  bool answered_ = false;  // a byte has come
  std::optional<Stream::Error> write_error_;
  std::optional<ResponseParser> parser_;
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_CONNECTION_H_
