// SPDX-License-Identifier: Apache-2.0
#include "net/connection.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <thread>

#include "http/test_socket.h"
#include "net/datagram_socket.h"

namespace falco_run::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string Parsed(const std::string& text) {
  const auto server = ParseHostPort(text, 7);
  return server.ok() ? server->host + " " + std::to_string(server->port) : "error";
}

TEST(HostPortTest, TakesHostsAndPorts) {
  EXPECT_EQ(Parsed("mail:25"), "mail 25");
  EXPECT_EQ(Parsed("mail"), "mail 7");
  EXPECT_EQ(Parsed("[::1]:25"), "::1 25");
  EXPECT_EQ(Parsed("[::1]"), "::1 7");
  for (const char* text :
       {"", ":25", "mail:", "mail:x", "mail:0", "mail:65536", "::1", "[::1", "[::1]x", "a b:1"}) {
    EXPECT_EQ(Parsed(text), "error") << text;
  }
}

TEST(ConnectionTest, ExchangesLines) {
  http::TestServer server([](http::TestSocket socket, int) {
    socket.Send("220 hel");
    socket.Send("lo\r\nsecond\n");
    socket.Send("got " + socket.ReadUntil("\r\n"));
  });
  Interruption interruption;
  auto connection = Connection::Open({"localhost", server.port()}, seconds(10), interruption);
  ASSERT_TRUE(connection.ok()) << connection.status();
  EXPECT_EQ(*(*connection)->ReadLine(), "220 hello");
  EXPECT_EQ(*(*connection)->ReadLine(), "second");
  EXPECT_TRUE((*connection)->Write("line\r\n").ok());
  EXPECT_EQ(*(*connection)->ReadLine(), "got line");
  EXPECT_TRUE(absl::IsUnavailable((*connection)->ReadLine().status()));
}

TEST(ConnectionTest, NobodyListens) {
  uint16_t port = 0;
  {
    port = http::TestServer([](http::TestSocket, int) {}).port();
  }
  Interruption interruption;
  EXPECT_TRUE(absl::IsUnavailable(
      Connection::Open({"127.0.0.1", port}, seconds(10), interruption).status()));
}

TEST(ConnectionTest, ASilentServerTakesNoLongerThanTheTimeout) {
  http::TestServer server([](http::TestSocket socket, int) { socket.ReadAll(); });
  Interruption interruption;
  auto connection = Connection::Open({"127.0.0.1", server.port()}, milliseconds(50), interruption);
  ASSERT_TRUE(connection.ok());
  EXPECT_FALSE((*connection)->HasInput());
  EXPECT_TRUE(absl::IsDeadlineExceeded((*connection)->ReadLine().status()));
  // Nor may one that reads nothing.
  EXPECT_TRUE(absl::IsDeadlineExceeded((*connection)->StartTls({.verify = false})));
}

TEST(ConnectionTest, CanBeInterrupted) {
  http::TestServer server([](http::TestSocket socket, int) { socket.ReadAll(); });
  Interruption interruption;
  auto connection = Connection::Open({"127.0.0.1", server.port()}, seconds(60), interruption);
  ASSERT_TRUE(connection.ok());
  std::thread other([&] { interruption.Set(); });
  EXPECT_TRUE(absl::IsCancelled((*connection)->ReadLine().status()));
  other.join();
  EXPECT_TRUE(absl::IsCancelled((*connection)->ReadLine().status()));
}

TEST(ConnectionTest, EndlessLinesEnd) {
  http::TestServer server([](http::TestSocket socket, int) {
    while (socket.Send(std::string(10'000, 'x'))) {
    }
  });
  Interruption interruption;
  auto connection = Connection::Open({"127.0.0.1", server.port()}, seconds(60), interruption);
  ASSERT_TRUE(connection.ok());
  EXPECT_TRUE(absl::IsResourceExhausted((*connection)->ReadLine().status()));
  connection->reset();
}

TEST(DatagramSocketTest, SendsToUnixSockets) {
  // Sockets cannot have long paths.
  const std::string path = "/tmp/datagram_socket_test." + std::to_string(getpid());
  unlink(path.c_str());
  const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  DatagramSocket sender("unix://" + path);
  EXPECT_TRUE(absl::IsUnavailable(sender.Send("early")));
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_TRUE(sender.Send("hello").ok());
  char text[10] = {};
  EXPECT_EQ(recv(fd, text, sizeof text, 0), 5);
  EXPECT_STREQ(text, "hello");
  close(fd);
  unlink(path.c_str());
  EXPECT_TRUE(absl::IsInvalidArgument(DatagramSocket("no port:x").Send("x")));
}

}  // namespace
}  // namespace falco_run::net
