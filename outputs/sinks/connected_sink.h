// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_OUTPUTS_SINKS_CONNECTED_SINK_H_
#define FALCO_RUN_OUTPUTS_SINKS_CONNECTED_SINK_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/connection.h"
#include "outputs/output.h"
#include "outputs/sinks/payload.h"
#include "outputs/sinks/sink.h"

namespace falco_run::outputs {

// What is said on a connection to a service that does not speak HTTP.
class Dialogue {
 public:
  virtual ~Dialogue() = default;

  // On a new connection: greeting, TLS, who we are.
  virtual absl::Status Begin(net::Connection& connection) = 0;

  // Sends alerts; one result for each. After an error that is worth another try the connection is
  // closed.
  virtual std::vector<Delivery> Send(net::Connection& connection,
                                     std::span<const Payload> alerts) = 0;

  // Before the connection is closed in peace.
  virtual void End(net::Connection&) {}
  // Whether the connection is kept for later alerts.
  virtual bool keeps_connection() const { return true; }
};

struct ConnectedSinkOptions {
  std::string name;
  net::HostPort server;
  size_t max_batch = 100;
  std::chrono::milliseconds timeout{10'000};  // for each step
};

// An output that opens a connection when there is something to say, and again when it has ended.
std::unique_ptr<Output> MakeConnectedSink(const SinkContext& context, ConnectedSinkOptions options,
                                          std::unique_ptr<Dialogue> dialogue);

// `status` for every one of `count` alerts.
std::vector<Delivery> AllOf(size_t count, const absl::Status& status);

// Lower case; what is no letter or digit becomes one '_': "Read /etc!" -> "read_etc".
std::string Slug(std::string_view text);

}  // namespace falco_run::outputs

#endif  // FALCO_RUN_OUTPUTS_SINKS_CONNECTED_SINK_H_
