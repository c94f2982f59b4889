// SPDX-License-Identifier: Apache-2.0
#include "http/client.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <set>
#include <thread>

#include "http/gzip.h"
#include "http/server.h"
#include "http/test_socket.h"

namespace falco_run::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using ::testing::Not;

std::unique_ptr<Client> MakeClient(const std::string& url, ClientOptions options = {}) {
  options.url = url;
  auto client = Client::Make(options);
  EXPECT_TRUE(client.ok()) << client.status();
  return client.ok() ? *std::move(client) : nullptr;
}

std::unique_ptr<Server> MakeServer(Handler handler, ServerOptions options = {}) {
  options.address = "127.0.0.1";
  auto server = Server::Start(options, std::move(handler));
  EXPECT_TRUE(server.ok()) << server.status();
  return server.ok() ? *std::move(server) : nullptr;
}

std::string UrlOf(const Server& server) {
  return "http://127.0.0.1:" + std::to_string(server.port()) + "/";
}

// All of the request, as text.
Response Echo(const Request& request) {
  Response response;
  response.body = request.method + " " + request.target + "\n";
  for (const Header& header : request.headers) {
    response.body += header.name + ": " + header.value + "\n";
  }
  response.body += "\n" + request.body;
  return response;
}

TEST(Client, SendsWhatItWasTold) {
  const auto server = MakeServer(Echo);
  const auto client =
      MakeClient("http://Al:p%40ss@127.0.0.1:" + std::to_string(server->port()) + "/hook?key=1");
  auto response = client->Send({.headers = {{"Content-Type", "text/x"}}, .body = "hello"});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 200);
  EXPECT_THAT(response->body, HasSubstr("POST /hook?key=1\n"));
  EXPECT_THAT(response->body, HasSubstr("Host: 127.0.0.1:" + std::to_string(server->port())));
  EXPECT_THAT(response->body, HasSubstr("User-Agent: falco-run\n"));
  EXPECT_THAT(response->body, HasSubstr("Authorization: Basic QWw6cEBzcw==\n"));
  EXPECT_THAT(response->body, HasSubstr("Content-Type: text/x\n"));
  EXPECT_THAT(response->body, HasSubstr("Content-Length: 5\n\nhello"));

  response = client->Send({.method = "GET",
                           .target = "/other",
                           .headers = {{"authorization", "Bearer t"}, {"Content-Length", "9"}}});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(response->body, HasSubstr("GET /other\n"));
  EXPECT_THAT(response->body, HasSubstr("authorization: Bearer t\n"));
  EXPECT_THAT(response->body, Not(HasSubstr("Basic")));
  EXPECT_THAT(response->body, Not(HasSubstr("Content-Length")));
}

TEST(Client, EveryStatusIsAnAnswer) {
  const auto server = MakeServer([](const Request& request) {
    return Response{.status = std::stoi(request.target.substr(1)),
                    .headers = {{"Retry-After", "7"}},
                    .body = "b"};
  });
  const auto client = MakeClient(UrlOf(*server));
  for (const int status : {200, 204, 304, 301, 404, 429, 500, 503, 599}) {
    const auto response = client->Send({.target = "/" + std::to_string(status)});
    ASSERT_TRUE(response.ok()) << status << ": " << response.status();
    EXPECT_EQ(response->status, status);
    EXPECT_EQ(*FindHeader(response->headers, "retry-after"), "7");
    EXPECT_EQ(response->body, status == 204 || status == 304 ? "" : "b");
  }
  const auto head = client->Send({.method = "HEAD", .target = "/200"});
  ASSERT_TRUE(head.ok()) << head.status();
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(*FindHeader(head->headers, "Content-Length"), "1");
  EXPECT_EQ(server->counters().connections, 1u);
}

TEST(Client, KeepsItsConnectionOrNot) {
  const auto server = MakeServer(Echo);
  const auto keeping = MakeClient(UrlOf(*server));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(keeping->Send({.body = "x"}).ok());
  EXPECT_EQ(server->counters().connections, 1u);
  const auto closing = MakeClient(UrlOf(*server), {.keep_alive = false});
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(closing->Send({.body = "x"}).ok());
  EXPECT_EQ(server->counters().connections, 6u);
}

TEST(Client, ServerThatClosedInBetween) {
  // Closes after each answer without having said so.
  std::atomic<int> connections{0};
  TestServer server([&](TestSocket socket, int) {
    ++connections;
    socket.ReadUntil("\r\n\r\n");
    socket.Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  const auto client = MakeClient(server.url());
  for (int i = 0; i < 3; ++i) {
    const auto response = client->Send({});
    EXPECT_TRUE(response.ok()) << response.status();
  }
  EXPECT_EQ(connections, 3);
}

TEST(Client, SendsAgainWhenAKeptConnectionGivesNoAnswer) {
  // The second request on the first connection is read and not answered.
  std::vector<std::string> got;
  TestServer server([&](TestSocket socket, int) {
    got.push_back(socket.ReadUntil("!"));
    socket.Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    if (got.size() == 1) got.push_back(socket.ReadUntil("!"));
  });
  const auto client = MakeClient(server.url());
  ASSERT_TRUE(client->Send({.body = "one!"}).ok());
  const auto second = client->Send({.body = "two!"});
  EXPECT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(got.size(), 3u);
  EXPECT_THAT(got[1], HasSubstr("two!"));
  EXPECT_EQ(got[2], got[1]);
}

TEST(Client, DoesNotSendAgainOnceAByteOfTheAnswerCame) {
  std::atomic<int> requests{0};
  TestServer server([&](TestSocket socket, int) {
    for (int i = 0; i < 2; ++i) {
      if (socket.ReadUntil("!").empty()) return;
      ++requests;
      socket.Send(i == 0 ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" : "HTTP/1.1 2");
    }
  });
  const auto client = MakeClient(server.url());
  ASSERT_TRUE(client->Send({.body = "one!"}).ok());
  EXPECT_EQ(client->Send({.body = "two!"}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(requests, 2);
}

TEST(Client, DoesNotSendAgainOnAFreshConnection) {
  std::atomic<int> connections{0};
  TestServer server([&](TestSocket socket, int) {
    ++connections;
    socket.ReadUntil("!");
  });
  const auto client = MakeClient(server.url());
  EXPECT_EQ(client->Send({.body = "one!"}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(connections, 1);
}

TEST(Client, Refused) {
  uint16_t port = 0;
  { port = MakeServer(Echo)->port(); }
  const auto response = MakeClient("http://127.0.0.1:" + std::to_string(port))->Send({});
  EXPECT_EQ(response.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(response.status().message()),
              HasSubstr("127.0.0.1:" + std::to_string(port) +
                        ": cannot connect: "
                        "Connection refused"));
}

TEST(Client, UnknownName) {
  const auto response =
      MakeClient("http://no-such-host.invalid/", {.connect_timeout = milliseconds(20000)})
          ->Send({});
  EXPECT_EQ(response.status().code(), absl::StatusCode::kUnavailable) << response.status();
  EXPECT_THAT(std::string(response.status().message()), HasSubstr("no address"));
}

TEST(Client, NamesAndIpv6) {
  const auto v4 = MakeServer(Echo);
  const auto by_name = MakeClient("http://localhost:" + std::to_string(v4->port()));
  auto response = by_name->Send({});  // localhost may be ::1 first, where nobody listens
  ASSERT_TRUE(response.ok()) << response.status();

  ServerOptions options;
  options.address = "::1";
  const auto v6 =
      Server::Start(options, [](const Request& request) { return Response{.body = request.peer}; });
  if (!v6.ok()) GTEST_SKIP() << "no IPv6 here: " << v6.status();
  response = MakeClient("http://[::1]:" + std::to_string((*v6)->port()))->Send({});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(response->body, HasSubstr("[::1]:"));
}

TEST(Client, UnixSocket) {
  const std::string path = "/tmp/http_client_test." + std::to_string(getpid());
  ServerOptions options;
  options.unix_socket = path;
  auto server = Server::Start(options, [](const Request& request) {
    return Response{.body = request.peer + *FindHeader(request.headers, "host")};
  });
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(Server::Start(options, Echo).status().code(), absl::StatusCode::kUnavailable);
  const auto client = MakeClient("http://docker/", {.unix_socket = path});
  const auto response = client->Send({});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body, "unixdocker");
  server->reset();
  EXPECT_NE(access(path.c_str(), F_OK), 0);
}

TEST(Client, Timeouts) {
  TestServer silent([](TestSocket socket, int) { socket.ReadAll(); });
  const auto client = MakeClient(silent.url(), {.timeout = milliseconds(100)});
  const auto response = client->Send({.body = "x"});
  EXPECT_EQ(response.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(std::string(response.status().message()), HasSubstr("waiting for the answer"));

  // A server that does not accept: its queue of connections is full.
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(listen(fd, 0), 0);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  const uint16_t port = ntohs(address.sin_port);
  const TestSocket first = TestSocket::Connect(port);
  const auto full =
      MakeClient("http://127.0.0.1:" + std::to_string(port), {.connect_timeout = milliseconds(200)})
          ->Send({});
  EXPECT_EQ(full.status().code(), absl::StatusCode::kDeadlineExceeded) << full.status();
  EXPECT_THAT(std::string(full.status().message()), HasSubstr("timeout in connecting"));
  close(fd);
}

TEST(Client, Cancel) {
  TestServer silent([](TestSocket socket, int) { socket.ReadAll(); });
  const auto client = MakeClient(silent.url());
  client->Cancel();  // of nothing: no effect on what follows
  std::thread canceller([&] {
    std::this_thread::sleep_for(milliseconds(100));
    client->Cancel();
  });
  const std::vector<Request> requests(3);
  const auto responses = client->SendAll(requests);
  canceller.join();
  ASSERT_EQ(responses.size(), 3u);
  for (const auto& response : responses) {
    EXPECT_EQ(response.status().code(), absl::StatusCode::kCancelled) << response.status();
  }
}

TEST(Client, ManyAtOnceInOrder) {
  std::mutex mutex;
  std::condition_variable all_there;
  std::set<std::string> peers;
  int now = 0;
  int most = 0;
  ServerOptions options;
  options.threads = 4;
  // The first four wait for each other: they come over four connections at once.
  const auto server = MakeServer(
      [&](const Request& request) {
        std::unique_lock<std::mutex> lock(mutex);
        peers.insert(request.peer);
        most = std::max(most, ++now);
        all_there.notify_all();
        all_there.wait_for(lock, std::chrono::seconds(10), [&] { return most == 4; });
        --now;
        return Response{.body = request.body};
      },
      options);
  const auto client = MakeClient(UrlOf(*server), {.connections = 4});
  std::vector<Request> requests;
  for (int i = 0; i < 200; ++i) requests.push_back({.body = std::to_string(i)});
  requests[50].headers.push_back({"Bad", "a\r\nb"});
  const auto responses = client->SendAll(requests);
  ASSERT_EQ(responses.size(), requests.size());
  for (size_t i = 0; i < responses.size(); ++i) {
    if (i == 50) {
      EXPECT_EQ(responses[i].status().code(), absl::StatusCode::kInvalidArgument);
      continue;
    }
    ASSERT_TRUE(responses[i].ok()) << responses[i].status();
    EXPECT_EQ(responses[i]->body, requests[i].body);
  }
  EXPECT_EQ(most, 4);
  EXPECT_EQ(peers.size(), 4u);
  EXPECT_TRUE(client->SendAll({}).empty());
}

TEST(Client, ManyWithoutKeptConnections) {
  const auto server = MakeServer(Echo);
  const auto client = MakeClient("http://localhost:" + std::to_string(server->port()),
                                 {.keep_alive = false, .connections = 3});
  const std::vector<Request> requests(50);
  for (const auto& response : client->SendAll(requests)) {
    EXPECT_TRUE(response.ok()) << response.status();
  }
  EXPECT_EQ(server->counters().connections, 50u);
}

TEST(Client, ThreadsTakeTurns) {
  const auto server = MakeServer(Echo);
  const auto client = MakeClient(UrlOf(*server));
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 50; ++k) good += client->Send({.body = "x"}).ok() ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 200);
}

TEST(Client, Gzip) {
  const auto server = MakeServer([](const Request& request) {
    return Response{.body = request.body.substr(0, 3) + std::to_string(request.body.size())};
  });
  const auto client = MakeClient(UrlOf(*server), {.gzip = true});
  const auto response = client->Send({.body = std::string(100000, 'a')});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body, "aaa100000");

  std::string seen;
  TestServer raw([&](TestSocket socket, int) {
    seen = socket.ReadUntil("\r\n\r\n");
    socket.Send("HTTP/1.0 200 OK\r\n\r\n");
  });
  ASSERT_TRUE(MakeClient(raw.url(), {.gzip = true})->Send({.body = "abc"}).ok());
  EXPECT_THAT(seen, HasSubstr("Content-Encoding: gzip\r\n"));
}

TEST(Client, LongAnswersAreCut) {
  const auto server = MakeServer([](const Request&) { return Response{.body = "0123456789"}; });
  const auto client = MakeClient(UrlOf(*server), {.max_response = 4});
  for (int i = 0; i < 2; ++i) {
    const auto response = client->Send({});
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->body, "0123");
    EXPECT_TRUE(response->truncated);
  }
  EXPECT_FALSE(MakeClient(UrlOf(*server), {.max_response = 10})->Send({})->truncated);
}

TEST(Client, LongBodies) {
  const auto server = MakeServer(
      [](const Request& request) { return Response{.body = std::to_string(request.body.size())}; });
  const auto client = MakeClient(UrlOf(*server));
  auto response = client->Send({.body = std::string(2 << 20, 'x')});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body, "2097152");
  // The refusal comes, and is seen, while most of the body is still unsent.
  response = client->Send({.body = std::string(32 << 20, 'x')});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 413);
  response = client->Send({.body = "x"});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body, "1");
}

TEST(Client, InterimAndChunkedAnswers) {
  TestServer server([](TestSocket socket, int) {
    socket.ReadUntil("\r\n\r\n");
    socket.Send(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    socket.Send("2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n");
    socket.ReadAll();
  });
  const auto response = MakeClient(server.url())->Send({});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "abcde");
}

TEST(Client, AnswerThatEndsWithTheConnection) {
  TestServer server([](TestSocket socket, int number) {
    socket.ReadUntil("\r\n\r\n");
    socket.Send(number == 0 ? "HTTP/1.1 200 OK\r\n\r\nabc"
                            : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc");
  });
  const auto client = MakeClient(server.url());
  const auto response = client->Send({});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body, "abc");
  EXPECT_EQ(client->Send({}).status().code(), absl::StatusCode::kUnavailable);
}

TEST(Client, NoHttp) {
  TestServer server([](TestSocket socket, int) {
    socket.Send("220 mail.example.com ESMTP\r\n");
    socket.ReadUntil("\r\n\r\n");
  });
  const auto response = MakeClient(server.url())->Send({});
  EXPECT_EQ(response.status().code(), absl::StatusCode::kInternal) << response.status();
}

TEST(Client, EndlessHeader) {
  TestServer server([](TestSocket socket, int) {
    socket.ReadUntil("\r\n\r\n");
    socket.Send("HTTP/1.1 200 OK\r\n");
    while (socket.Send("X: " + std::string(1000, 'x') + "\r\n")) {
    }
  });
  const auto response = MakeClient(server.url())->Send({});
  EXPECT_EQ(response.status().code(), absl::StatusCode::kInternal) << response.status();
}

TEST(Client, ServerThatGoesAwayRaisesNoSignal) {
  std::signal(SIGPIPE, SIG_DFL);
  TestServer server([](TestSocket socket, int) { socket.ReadUntil("POST"); });
  const auto client = MakeClient(server.url());
  for (int i = 0; i < 3; ++i) {
    const auto response = client->Send({.body = std::string(8 << 20, 'x')});
    EXPECT_EQ(response.status().code(), absl::StatusCode::kUnavailable);
  }
}

TEST(Client, BadRequestsAreRefused) {
  const auto server = MakeServer(Echo);
  const auto client = MakeClient(UrlOf(*server));
  const Request bad[] = {
      {.method = "PO ST"},
      {.method = ""},
      {.target = "no-slash"},
      {.target = "/a b"},
      {.target = "/\r\nX: y"},
      {.headers = {{"X Y", "z"}}},
      {.headers = {{"", "z"}}},
      {.headers = {{"X", "y\nZ: z"}}},
      {.headers = {{"X", std::string("y\0", 2)}}},
  };
  for (const Request& request : bad) {
    EXPECT_EQ(client->Send(request).status().code(), absl::StatusCode::kInvalidArgument)
        << request.method << request.target;
  }
  EXPECT_EQ(server->counters().connections, 0u);
}

TEST(Client, BadOptions) {
  const auto code = [](ClientOptions options) { return Client::Make(options).status().code(); };
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_EQ(code({.url = "ftp://x/"}), kInvalid);
  EXPECT_EQ(code({.url = "http://x/", .proxy = "https://p:1"}), kInvalid);
  EXPECT_EQ(code({.url = "http://x/", .proxy = "socks5://p:1"}), kInvalid);
  EXPECT_EQ(code({.url = "http://x/", .unix_socket = std::string(200, 'x')}), kInvalid);
  EXPECT_EQ(code({.url = "http://x/", .user_agent = "a\nb"}), kInvalid);
  EXPECT_EQ(code({.url = "http://x/", .connections = 0}), kInvalid);
  EXPECT_EQ(code({.url = "http://x/", .timeout = milliseconds(0)}), kInvalid);
}

TEST(Client, PlainProxy) {
  std::string seen;
  TestServer proxy([&](TestSocket socket, int) {
    seen = socket.ReadUntil("\r\n\r\n");
    socket.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    socket.ReadAll();
  });
  const auto client = MakeClient("http://a:b@example.test/p?q",
                                 {.proxy = "http://u:s@127.0.0.1:" + std::to_string(proxy.port())});
  const auto response = client->Send({.method = "GET"});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(seen, HasSubstr("GET http://example.test/p?q HTTP/1.1\r\n"));
  EXPECT_THAT(seen, HasSubstr("Host: example.test\r\n"));
  EXPECT_THAT(seen, HasSubstr("Authorization: Basic YTpi\r\n"));
  EXPECT_THAT(seen, HasSubstr("Proxy-Authorization: Basic dTpz\r\n"));
}

TEST(Client, DescriptorsAreClosedOnExec) {
  const auto server = MakeServer(Echo);
  const auto client = MakeClient(UrlOf(*server));
  ASSERT_TRUE(client->Send({}).ok());
  int sockets = 0;
  for (int fd = 3; fd < 256; ++fd) {
    const int flags = fcntl(fd, F_GETFD);
    int type = 0;
    socklen_t size = sizeof type;
    if (flags < 0 || getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0) continue;
    ++sockets;
    EXPECT_TRUE(flags & FD_CLOEXEC) << fd;
  }
  EXPECT_GE(sockets, 3);  // the listener and both ends
}

}  // namespace
}  // namespace falco_run::http
