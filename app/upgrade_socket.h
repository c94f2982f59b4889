// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_UPGRADE_SOCKET_H_
#define FALCO_RUN_APP_UPGRADE_SOCKET_H_

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tracer/unique_fd.h"

namespace falco_run::app {

// Where a keeper takes orders to replace its engine by another binary: an abstract unix socket
// (unix(7)) named by the keeper's pid and the time it was started. Requests are taken from root and
// from the keeper's user, but not from processes below it: those are what is watched.
class UpgradeSocket {
 public:
  // A request, and the way to answer it.
  class Request {
   public:
    Request(tracer::UniqueFd connection, tracer::UniqueFd binary)
        : connection_(std::move(connection)), binary_(std::move(binary)) {}
    tracer::UniqueFd TakeBinary() { return std::move(binary_); }
    // One line, "ok: " or "failed: " and why.
    void Answer(const std::string& line) const;

   private:
    tracer::UniqueFd connection_;
    tracer::UniqueFd binary_;
  };

  // `patience`: how long who is permitted may take to say what it wants; others wait meanwhile.
  explicit UpgradeSocket(std::chrono::milliseconds patience = std::chrono::seconds(1))
      : patience_(patience) {}

  // Not there (fd() < 0) where it cannot be had.
  void Open();
  void Close() {
    connection_.reset();
    socket_.reset();
  }
  // To be polled for reading, until PatienceMs() are over (-1: for as long as you like).
  int fd() const { return connection_.valid() ? connection_.get() : socket_.get(); }
  int PatienceMs() const;

  // Then: goes on without ever waiting, and returns a request, if a whole one is there that is
  // permitted; others are answered here.
  std::optional<Request> Look();

 private:
  using Clock = std::chrono::steady_clock;

  void Accept();

  const std::chrono::milliseconds patience_;
  tracer::UniqueFd socket_;
  tracer::UniqueFd connection_;  // of who may ask, and has not done so yet
  Clock::time_point until_;
};

// Asks the keeper `pid` to go on with the binary `path`, and waits for its answer, which is what is
// returned where it is not "ok".
absl::StatusOr<std::string> RequestUpgrade(pid_t pid, const std::string& path);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_UPGRADE_SOCKET_H_
