// SPDX-License-Identifier: Apache-2.0
// Sinks that do not speak HTTP, to real servers of Debian's.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/escaping.h"
#include "http/test_certificates.h"
#include "http/test_socket.h"
#include "net/connection.h"
#include "tests/services/messaging_test_util.h"

namespace falco_run::outputs {
namespace {

using testing::HasSubstr;
using tests::Daemon;

// Says something to a server and reads lines until one contains `end`.
std::string Ask(uint16_t port, const std::string& text, const std::string& end) {
  auto socket = http::TestSocket::Connect(port);
  socket.Send(text);
  return socket.ReadUntil(end);
}

TEST_F(MessagingTest, Redis) {
  if (!tests::IsInstalled("redis-server")) GTEST_SKIP() << "redis-server is not installed";
  daemon_.emplace(
      std::vector<std::string>{"redis-server", "--port", std::to_string(port_), "--bind",
                               "127.0.0.1", "--save", "", "--requirepass", "hush"},
      folder_ + "/log");
  ASSERT_TRUE(IsListening()) << Log();
  const auto list =
      MakeSink("redis", "redis: {address: '" + Address() + "', password: hush, database: 3}");
  ASSERT_TRUE(list.ok()) << list.status();
  for (const Delivery& delivery : DeliverAll(**list, 250))
    EXPECT_TRUE(delivery.status.ok()) << delivery.status;
  const std::string login = "AUTH hush\r\nSELECT 3\r\n";
  EXPECT_THAT(Ask(port_, login + "LLEN falco\r\n", ":"), HasSubstr("+OK"));
  const std::string first = Ask(port_, login + "LINDEX falco 0\r\n", "}\r\n");
  const auto json = Json::parse(first.substr(first.find('{')), nullptr, false);
  EXPECT_EQ(json["rule"], "Shell in container") << first;
  EXPECT_EQ(json["uuid"], "id-0");
  const auto hash = MakeSink("redis", "redis: {address: '" + Address() +
                                          "', password: hush, storagetype: hashmap, key: h}");
  ASSERT_TRUE(hash.ok()) << hash.status();
  // The same once more is the same entry.
  for (int i = 0; i < 2; ++i) {
    for (const Delivery& delivery : DeliverAll(**hash, 3)) EXPECT_TRUE(delivery.status.ok());
  }
  EXPECT_THAT(Ask(port_, "AUTH hush\r\nHLEN h\r\n", ":3\r\n"), HasSubstr(":3\r\n"));
  // A key of another kind stays so; a password may be mended.
  EXPECT_EQ(DeliverAll(**MakeSink("redis",
                                  "redis: {address: '" + Address() + "', password: hush, key: h}"),
                       1)[0]
                .status.code(),
            absl::StatusCode::kFailedPrecondition);
  const auto wrong =
      DeliverAll(**MakeSink("redis", "redis: {address: '" + Address() + "', password: no}"), 1);
  EXPECT_TRUE(absl::IsUnavailable(wrong[0].status)) << wrong[0].status;
  EXPECT_THAT(wrong[0].status.message(), testing::Not(HasSubstr("hush")));
}

TEST_F(MessagingTest, RedisGoesAndComesBack) {
  if (!tests::IsInstalled("redis-server")) GTEST_SKIP() << "redis-server is not installed";
  const std::vector<std::string> argv = {
      "redis-server", "--port", std::to_string(port_), "--bind", "127.0.0.1", "--save", ""};
  daemon_.emplace(argv, folder_ + "/log");
  ASSERT_TRUE(IsListening()) << Log();
  const auto sink = MakeSink("redis", "redis: {address: '" + Address() + "'}");
  EXPECT_TRUE(DeliverAll(**sink, 1)[0].status.ok());
  daemon_.reset();
  EXPECT_TRUE(absl::IsUnavailable(DeliverAll(**sink, 1)[0].status));
  daemon_.emplace(argv, folder_ + "/log");
  ASSERT_TRUE(IsListening()) << Log();
  EXPECT_TRUE(DeliverAll(**sink, 1)[0].status.ok());
}

TEST_F(MessagingTest, Nats) {
  if (!tests::IsInstalled("nats-server")) GTEST_SKIP() << "nats-server is not installed";
  daemon_.emplace(std::vector<std::string>{"nats-server", "-a", "127.0.0.1", "-p",
                                           std::to_string(port_), "--user", "u", "--pass", "hush"},
                  folder_ + "/log");
  ASSERT_TRUE(IsListening()) << Log();
  net::Interruption interruption;
  auto subscriber =
      net::Connection::Open({"127.0.0.1", port_}, std::chrono::seconds(30), interruption);
  ASSERT_TRUE(subscriber.ok()) << subscriber.status();
  ASSERT_TRUE(
      (*subscriber)
          ->Write(
              "CONNECT {\"user\":\"u\",\"pass\":\"hush\",\"verbose\":false,\"headers\":true}\r\n"
              "SUB falco.> 1\r\nPING\r\n")
          .ok());
  while (*(*subscriber)->ReadLine() != "PONG") {
  }
  const auto sink = MakeSink("nats", "nats: {hostport: 'nats://u:hush@" + Address() + "'}");
  ASSERT_TRUE(sink.ok()) << sink.status();
  for (const Delivery& delivery : DeliverAll(**sink, 2))
    EXPECT_TRUE(delivery.status.ok()) << delivery.status;
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(*(*subscriber)->ReadLine(),
                testing::StartsWith("HMSG falco.warning.shell_in_container 1 "));
    EXPECT_EQ(*(*subscriber)->ReadLine(), "NATS/1.0");
    EXPECT_EQ(*(*subscriber)->ReadLine(), "Nats-Msg-Id: id-" + std::to_string(i));
    EXPECT_EQ(*(*subscriber)->ReadLine(), "");
    EXPECT_EQ(Json::parse(*(*subscriber)->ReadLine(), nullptr, false)["hostname"], "web-1");
  }
  const auto wrong =
      DeliverAll(**MakeSink("nats", "nats: {hostport: 'nats://u:no@" + Address() + "'}"), 1);
  EXPECT_TRUE(absl::IsUnavailable(wrong[0].status)) << wrong[0].status;
  EXPECT_THAT(wrong[0].status.message(), HasSubstr("Authorization Violation"));
}

// aiosmtpd prints what it gets.
TEST_F(MessagingTest, Smtp) {
  if (std::system("python3 -c 'import aiosmtpd' 2>/dev/null") != 0)
    GTEST_SKIP() << "python3-aiosmtpd is not installed";
  http::TestAuthority authority;
  const auto files = authority.Make("server", "localhost", {"localhost", "127.0.0.1"});
  daemon_.emplace(std::vector<std::string>{"python3", "-u", "-m", "aiosmtpd", "-n", "-c",
                                           "aiosmtpd.handlers.Debugging", "-l", Address(),
                                           "--tlscert", files.cert, "--tlskey", files.key},
                  folder_ + "/log");
  ASSERT_TRUE(IsListening()) << Log();
  const auto sink =
      MakeSink("smtp", "smtp: {hostport: 'localhost:" + std::to_string(port_) +
                           "', from: falco@example.org, to: 'a@example.org, b@example.org'}\n"
                           "tlsclient: {cacertfile: " +
                           authority.ca_file() + "}");
  ASSERT_TRUE(sink.ok()) << sink.status();
  for (const Delivery& delivery : DeliverAll(**sink, 2))
    EXPECT_TRUE(delivery.status.ok()) << delivery.status;
  ASSERT_TRUE(tests::Eventually([&] {
    return Log().find("id-1@falco-run") != std::string::npos &&
           Log().ends_with("END MESSAGE ------------\n");
  })) << Log();
  const std::string log = Log();
  EXPECT_THAT(log, HasSubstr("From: falco@example.org"));
  EXPECT_THAT(log, HasSubstr("To: a@example.org,"));
  EXPECT_THAT(log, HasSubstr("multipart/alternative"));
  std::string text;
  const size_t part = log.find("base64\n\n") + 8;
  std::string encoded = log.substr(part, log.find("\n--", part) - part);
  std::erase(encoded, '\n');
  ASSERT_TRUE(absl::Base64Unescape(encoded, &text)) << encoded;
  EXPECT_THAT(text, HasSubstr(kOutput));
  EXPECT_THAT(text, HasSubstr("Rule: Shell in container\r\n"));
  // A certificate that nobody vouches for.
  const auto doubtful = MakeSink(
      "smtp", "smtp: {hostport: 'localhost:" + std::to_string(port_) + "', from: f@e, to: a@e}");
  const auto refused = DeliverAll(**doubtful, 1);
  EXPECT_TRUE(absl::IsUnavailable(refused[0].status)) << refused[0].status;
}

// A server of the test's own, for what a real one does not say.
TEST_F(MessagingTest, SmtpRefusals) {
  std::string refused = "550 no such user";
  http::TestServer server([&](http::TestSocket socket, int) {
    socket.Send("220 hello\r\n");
    std::string seen;
    while (true) {
      const std::string line = socket.ReadUntil("\r\n");
      if (line.empty()) return;
      if (line.starts_with("EHLO")) {
        socket.Send("250-me\r\n250 AUTH PLAIN\r\n");
      } else if (line.starts_with("AUTH PLAIN AHUAaHVzaA==")) {
        socket.Send("235 yes\r\n");
      } else if (line.starts_with("RCPT")) {
        socket.Send(refused + "\r\n");
      } else {
        socket.Send("250 fine\r\n");
      }
    }
  });
  const std::string yaml = "smtp: {hostport: '127.0.0.1:" + std::to_string(server.port()) +
                           "', user: u, password: hush, from: f@e, to: a@e, tls: ";
  const auto plain = MakeSink("smtp", yaml + "false}");
  auto results = DeliverAll(**plain, 2);
  EXPECT_EQ(results[0].status.code(), absl::StatusCode::kFailedPrecondition) << results[0].status;
  EXPECT_THAT(results[0].status.message(), HasSubstr("550 no such user"));
  EXPECT_EQ(results[1].status.code(), absl::StatusCode::kFailedPrecondition);
  refused = "451 later";
  EXPECT_TRUE(absl::IsUnavailable(DeliverAll(**plain, 1)[0].status));
  // Without STARTTLS nothing is said in clear.
  results = DeliverAll(**MakeSink("smtp", yaml + "true}"), 1);
  EXPECT_TRUE(absl::IsUnavailable(results[0].status));
  EXPECT_THAT(results[0].status.message(), HasSubstr("STARTTLS"));
}

TEST_F(MessagingTest, Statsd) {
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string target = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  const auto receive = [&] {
    char text[200] = {};
    const ssize_t got = recv(fd, text, sizeof text, 0);
    return std::string(text, got < 0 ? 0 : static_cast<size_t>(got));
  };
  EXPECT_TRUE(
      DeliverAll(**MakeSink("statsd", "statsd: {forwarder: '" + target + "'}"), 1)[0].status.ok());
  EXPECT_EQ(receive(), "falcosidekick.falco.accepted.Warning:1|c");
  EXPECT_TRUE(DeliverAll(**MakeSink("dogstatsd", "dogstatsd: {forwarder: '" + target +
                                                     "', namespace: x., tags: ['a:b']}"),
                         1)[0]
                  .status.ok());
  EXPECT_EQ(receive(), "x.falco.accepted:1|c|#priority:Warning,a:b");
  close(fd);
}

TEST_F(MessagingTest, TellWhatIsWrongWithTheirConfiguration) {
  EXPECT_EQ(MakeError("smtp", "smtp: {hostport: 'h:25'}"), "from is missing");
  EXPECT_EQ(MakeError("smtp", "smtp: {hostport: 'h:25', from: f@e}"), "to is missing");
  EXPECT_EQ(MakeError("smtp", "smtp: {hostport: 'h:25', from: f@e, to: \"a@e>\\r\\nDATA\"}"),
            "to must be addresses, with commas between them");
  EXPECT_EQ(MakeError("redis", "redis: {address: 'h:x'}"), "address must be HOST:PORT");
  EXPECT_EQ(MakeError("nats", "nats: {hostport: 'nats://h:x'}"),
            "hostport must be nats://HOST:PORT");
  EXPECT_EQ(MakeError("nats", "nats: {hostport: 'h', subjecttemplate: 'a b'}"),
            "subjecttemplate has a blank in it");
  EXPECT_EQ(MakeError("statsd", "statsd: {forwarder: 'h:x'}"),
            "forwarder must be HOST:PORT or unix:///PATH");
}

}  // namespace
}  // namespace falco_run::outputs
