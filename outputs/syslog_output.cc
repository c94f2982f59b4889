// SPDX-License-Identifier: Apache-2.0
#include "outputs/syslog_output.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <cstring>
#include <ctime>
#include <string_view>
#include <utility>

namespace falco_run::outputs {
namespace {

// syslog(3) is not used: it says nothing of a message that was lost, and is global to the process.
class SyslogOutput : public Output {
 public:
  SyslogOutput(std::string program, std::string socket)
      : program_(std::move(program)), socket_(std::move(socket)) {}
  ~SyslogOutput() override { Close(); }

  const std::string& name() const override { return kName; }
  size_t max_batch() const override { return 64; }

  std::vector<Delivery> Deliver(std::span<const MessagePtr> batch) override {
    std::vector<Delivery> results;
    for (const MessagePtr& message : batch) results.push_back({Send(*message)});
    return results;
  }

 private:
  inline static const std::string kName = "syslog";

  absl::Status Send(const Message& message) {
    // Falco's priorities are syslog's severities.
    const int code = LOG_USER | static_cast<int>(message.alert().priority());
    char time[32];
    const std::time_t now = std::time(nullptr);
    std::tm local;
    localtime_r(&now, &local);
    std::strftime(time, sizeof time, "%b %e %H:%M:%S", &local);
    const std::string datagram = "<" + std::to_string(code) + ">" + time + " " + program_ + "[" +
                                 std::to_string(getpid()) + "]: " + message.line();
    if (Try(datagram)) return absl::OkStatus();
    // The daemon was restarted: its new socket has to be found.
    Close();
    if (Try(datagram)) return absl::OkStatus();
    const int error = errno;
    Close();
    if (error == EMSGSIZE) return absl::InvalidArgumentError("too long for a datagram");
    return absl::UnavailableError(socket_ + ": " + std::strerror(error));
  }

  bool Try(std::string_view datagram) {
    if (fd_ < 0 && !Connect()) return false;
    return send(fd_, datagram.data(), datagram.size(), MSG_NOSIGNAL) >= 0;
  }

  bool Connect() {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (socket_.size() >= sizeof address.sun_path) {
      errno = ENAMETOOLONG;
      return false;
    }
    std::memcpy(address.sun_path, socket_.c_str(), socket_.size() + 1);
    fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd_ < 0) return false;
    return connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }

  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

  const std::string program_;
  const std::string socket_;
  int fd_ = -1;
};

}  // namespace

std::unique_ptr<Output> MakeSyslogOutput(const std::string& program, const std::string& socket) {
  return std::make_unique<SyslogOutput>(program, socket);
}

}  // namespace falco_run::outputs
