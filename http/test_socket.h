// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_TEST_SOCKET_H_
#define FALCO_RUN_HTTP_TEST_SOCKET_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace falco_run::http {

// A plain socket for tests that need to say what no client or server would.
class TestSocket {
 public:
  static TestSocket Connect(uint16_t port);  // on the loopback; closed if it cannot
  explicit TestSocket(int fd) : fd_(fd) {}
  TestSocket(TestSocket&& other) noexcept;
  TestSocket& operator=(TestSocket&& other) noexcept;
  ~TestSocket() { Close(); }

  bool is_open() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  // False when the other side has gone.
  bool Send(std::string_view text);
  // What comes until `end` has come, or the other side closes, or 10 s are over.
  std::string ReadUntil(std::string_view end);
  std::string ReadAll() { return ReadUntil(""); }
  void EndSending();
  void Close();

 private:
  int fd_ = -1;
};

// Passes on what comes from either side to the other, until one of them closes.
void Splice(const TestSocket& one, const TestSocket& other);

// A server on the loopback whose every connection is served by a function, one after another.
class TestServer {
 public:
  using Serve = std::function<void(TestSocket socket, int number)>;  // number: 0, 1, ...

  explicit TestServer(Serve serve);
  ~TestServer();

  uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  int fd_;
  uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_TEST_SOCKET_H_
