// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "http/client.h"
#include "http/gzip.h"
#include "http/test_socket.h"

namespace falco_run::http {
namespace {

using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::unique_ptr<Server> MakeServer(ServerOptions options, Handler handler) {
  options.address = "127.0.0.1";
  auto server = Server::Start(options, std::move(handler));
  EXPECT_TRUE(server.ok()) << server.status();
  return server.ok() ? *std::move(server) : nullptr;
}

Response EchoBody(const Request& request) { return {.body = "<" + request.body + ">"}; }

// What the server says to these bytes, until it closes.
std::string Say(const Server& server, const std::string& text) {
  TestSocket socket = TestSocket::Connect(server.port());
  socket.Send(text);
  socket.EndSending();
  return socket.ReadAll();
}

std::string Post(const std::string& headers, const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: h\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Waits until it holds, at most 10 s.
template <class Condition>
bool Becomes(Condition condition) {
  for (int i = 0; i < 1000 && !condition(); ++i) std::this_thread::sleep_for(milliseconds(10));
  return condition();
}

TEST(Server, Answers) {
  const auto server = MakeServer({}, EchoBody);
  const std::string answer = Say(*server, Post("Connection: close\r\n", "abc"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 5\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(answer, HasSubstr(" GMT\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n<abc>"));
  const ServerCounters counters = server->counters();
  EXPECT_EQ(counters.connections, 1u);
  EXPECT_EQ(counters.requests, 1u);
  EXPECT_EQ(counters.buffered, 0u);
  EXPECT_TRUE(Becomes([&] { return server->counters().open == 0; }));
}

TEST(Server, PipelinedRequestsInOrder) {
  const auto server = MakeServer({}, EchoBody);
  std::string requests;
  for (int i = 0; i < 100; ++i) requests += Post("", std::to_string(i));
  requests += Post("Connection: close\r\n", "end");
  TestSocket socket = TestSocket::Connect(server->port());
  socket.Send(requests);
  const std::string answers = socket.ReadAll();
  size_t at = 0;
  for (int i = 0; i < 100; ++i) {
    at = answers.find("<" + std::to_string(i) + ">", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_THAT(answers, EndsWith("<end>"));
}

TEST(Server, HeadHasNoBody) {
  const auto server = MakeServer({}, [](const Request&) { return Response{.body = "12345"}; });
  TestSocket socket = TestSocket::Connect(server->port());
  socket.Send(
      "HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string answers = socket.ReadAll();
  EXPECT_THAT(answers, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(answers, HasSubstr("\r\n\r\nHTTP/1.1 200"));
  EXPECT_THAT(answers, EndsWith("\r\n\r\n12345"));
}

TEST(Server, OldClients) {
  const auto server = MakeServer({}, EchoBody);
  TestSocket socket = TestSocket::Connect(server->port());
  socket.Send("POST / HTTP/1.0\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_THAT(socket.ReadAll(), EndsWith("<x>"));  // and closes
}

TEST(Server, ExpectContinue) {
  const auto server = MakeServer({.max_body = 10}, EchoBody);
  TestSocket socket = TestSocket::Connect(server->port());
  socket.Send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(socket.ReadUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  socket.Send("abc");
  EXPECT_THAT(socket.ReadUntil("<abc>"), StartsWith("HTTP/1.1 200 OK\r\n"));

  // One that is too long is not asked for.
  socket.Send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  EXPECT_THAT(socket.ReadAll(), StartsWith("HTTP/1.1 413 "));
}

TEST(Server, RefusesAndCloses) {
  const auto server = MakeServer({.max_header = 1000, .max_body = 100}, EchoBody);
  EXPECT_THAT(Say(*server, "nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(Say(*server, "GET / HTTP/1.1\r\nX: " + std::string(2000, 'x')),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(Say(*server, "GET / HTTP/3.0\r\n\r\n"), StartsWith("HTTP/1.1 505 "));
  const std::string too_long = Say(*server, Post("", std::string(101, 'x')));
  EXPECT_THAT(too_long, StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(too_long, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(server->counters().bad_requests, 4u);
  EXPECT_EQ(server->counters().requests, 0u);
  // Half a request is none.
  EXPECT_EQ(Say(*server, "GET / HT"), "");
  EXPECT_TRUE(Becomes([&] { return server->counters().open == 0; }));
}

TEST(Server, RefusalReachesWhoGoesOnSending) {
  const auto server = MakeServer({.max_body = 100}, EchoBody);
  TestSocket socket = TestSocket::Connect(server->port());
  socket.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n");
  EXPECT_TRUE(socket.Send(std::string(2000000, 'x')));
  EXPECT_THAT(socket.ReadAll(), StartsWith("HTTP/1.1 413 "));
}

TEST(Server, GzipBodies) {
  const auto server = MakeServer({.max_body = 1000}, EchoBody);
  const auto post = [&](const std::string& encoding, const std::string& body) {
    return Say(*server, Post("Content-Encoding: " + encoding + "\r\n", body));
  };
  const std::string packed = *Gzip("hello");
  EXPECT_THAT(post("gzip", packed), EndsWith("<hello>"));
  EXPECT_THAT(post("X-GZIP", packed), EndsWith("<hello>"));
  EXPECT_THAT(post("identity", "plain"), EndsWith("<plain>"));
  EXPECT_THAT(post("gzip", *Gzip(std::string(1000, 'x'))), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(post("gzip", *Gzip(std::string(1001, 'x'))), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(post("gzip", *Gzip(std::string(400000, 'x'))), StartsWith("HTTP/1.1 413 "));  // bomb
  EXPECT_THAT(post("gzip", packed.substr(0, 12)), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(post("gzip", "no gzip"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(post("br", packed), StartsWith("HTTP/1.1 415 "));
  EXPECT_THAT(post("gzip, gzip", packed), StartsWith("HTTP/1.1 415 "));
  EXPECT_THAT(post("gzip\r\nContent-Encoding: gzip", packed), StartsWith("HTTP/1.1 415 "));
}

TEST(Server, SlowRequests) {
  const auto server = MakeServer({.read_timeout = milliseconds(200)}, EchoBody);
  TestSocket half = TestSocket::Connect(server->port());
  half.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab");
  EXPECT_THAT(half.ReadAll(), StartsWith("HTTP/1.1 408 "));

  // A byte now and then does not help.
  TestSocket drip = TestSocket::Connect(server->port());
  bool alive = true;
  for (int i = 0; i < 500 && alive; ++i) {
    alive = drip.Send(i == 0 ? "GET / HTTP/1.1\r\nHost: " : "x");
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_FALSE(alive);

  TestSocket waiting = TestSocket::Connect(server->port());
  waiting.Send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
  EXPECT_THAT(waiting.ReadAll(), HasSubstr("100 Continue\r\n\r\nHTTP/1.1 408 "));

  TestSocket mute = TestSocket::Connect(server->port());
  EXPECT_EQ(mute.ReadAll(), "");
  EXPECT_EQ(server->counters().timeouts, 4u);
}

TEST(Server, ClientThatDoesNotReadItsAnswer) {
  const auto server = MakeServer({.read_timeout = milliseconds(300)}, [](const Request&) {
    return Response{.body = std::string(32 << 20, 'x')};
  });
  TestSocket socket = TestSocket::Connect(server->port());
  socket.Send(Post("", ""));
  EXPECT_TRUE(Becomes([&] { return server->counters().timeouts == 1; }));
  EXPECT_TRUE(Becomes([&] { return server->counters().open == 0; }));
}

TEST(Server, IdleConnectionsAreClosed) {
  const auto server = MakeServer({.idle_timeout = milliseconds(200)}, EchoBody);
  TestSocket socket = TestSocket::Connect(server->port());
  socket.Send(Post("", "x"));
  EXPECT_THAT(socket.ReadAll(), EndsWith("<x>"));
  EXPECT_EQ(server->counters().bad_requests, 0u);
}

TEST(Server, TooManyConnections) {
  const auto server = MakeServer({.max_connections = 2}, EchoBody);
  TestSocket one = TestSocket::Connect(server->port());
  TestSocket two = TestSocket::Connect(server->port());
  ASSERT_TRUE(Becomes([&] { return server->counters().open == 2; }));
  TestSocket three = TestSocket::Connect(server->port());
  three.Send(Post("", "x"));
  const std::string answer = three.ReadAll();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer, HasSubstr("Retry-After: 1\r\n"));
  EXPECT_EQ(server->counters().refused, 1u);
  // The others are not disturbed, and there is room when they have gone.
  one.Send(Post("", "1"));
  EXPECT_THAT(one.ReadUntil("<1>"), EndsWith("<1>"));
  one.Close();
  two.Close();
  three.Close();
  ASSERT_TRUE(Becomes([&] { return server->counters().open == 0; }));
  EXPECT_THAT(Say(*server, Post("", "4")), EndsWith("<4>"));
}

TEST(Server, BodiesTogetherAreLimited) {
  const auto server = MakeServer({.max_buffered = 150000}, EchoBody);
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n";
  TestSocket one = TestSocket::Connect(server->port());
  one.Send(start + std::string(90000, 'x'));
  ASSERT_TRUE(Becomes([&] { return server->counters().buffered == 90000; }));
  TestSocket two = TestSocket::Connect(server->port());
  two.Send(start + std::string(90000, 'x'));
  EXPECT_THAT(two.ReadAll(), StartsWith("HTTP/1.1 503 "));
  one.Send(std::string(10000, 'x'));
  EXPECT_THAT(one.ReadUntil("x>"), StartsWith("HTTP/1.1 200 "));
  EXPECT_TRUE(Becomes([&] { return server->counters().buffered == 0; }));
}

TEST(Server, HandlersThatFail) {
  const auto server = MakeServer({}, [](const Request& request) -> Response {
    if (request.target == "/throw") throw std::runtime_error("oh");
    if (request.target == "/split") return {.headers = {{"X", "a\r\nInjected: b"}}, .body = "b"};
    if (request.target == "/status") return {.status = 42};
    return {.headers = {{"Content-Length", "99"}, {"connection", "close"}}, .body = "fine"};
  });
  const auto client = *Client::Make({.url = "http://127.0.0.1:" + std::to_string(server->port())});
  for (const char* target : {"/throw", "/split", "/status"}) {
    const auto response = client->Send({.target = target});
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->status, 500) << target;
    EXPECT_EQ(FindHeader(response->headers, "Injected"), nullptr);
  }
  EXPECT_EQ(client->Send({})->body, "fine");
  EXPECT_EQ(server->counters().connections, 1u);
}

TEST(Server, StopsAfterWhatIsInFlight) {
  std::mutex mutex;
  std::condition_variable entered;
  bool in = false;
  auto server = MakeServer({}, [&](const Request&) {
    {
      const std::lock_guard<std::mutex> lock(mutex);
      in = true;
    }
    entered.notify_all();
    std::this_thread::sleep_for(milliseconds(200));
    return Response{.body = "done"};
  });
  TestSocket idle = TestSocket::Connect(server->port());
  TestSocket busy = TestSocket::Connect(server->port());
  busy.Send(Post("", ""));
  {
    std::unique_lock<std::mutex> lock(mutex);
    entered.wait(lock, [&] { return in; });
  }
  const uint16_t port = server->port();
  server.reset();
  EXPECT_THAT(busy.ReadAll(), EndsWith("done"));
  EXPECT_EQ(idle.ReadAll(), "");
  EXPECT_FALSE(TestSocket::Connect(port).is_open());
}

TEST(Server, StopsInSpiteOfHalfRequests) {
  auto server = MakeServer({.stop_grace = milliseconds(100)}, EchoBody);
  TestSocket half = TestSocket::Connect(server->port());
  half.Send("POST / HTTP/1.1\r\n");
  ASSERT_TRUE(Becomes([&] { return server->counters().open == 1; }));
  server.reset();
  EXPECT_EQ(half.ReadAll(), "");
}

TEST(Server, BadOptions) {
  const auto code = [](ServerOptions options) {
    return Server::Start(options, EchoBody).status().code();
  };
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_EQ(code({.address = "localhost"}), kInvalid);
  EXPECT_EQ(code({.tls = {.key_file = "/x"}}), kInvalid);
  EXPECT_EQ(code({.tls = {.cert_file = "/does/not/exist"}}), kInvalid);
  EXPECT_EQ(code({.threads = 0}), kInvalid);
  EXPECT_EQ(code({.unix_socket = std::string(200, 'x')}), kInvalid);
  const auto server = MakeServer({}, EchoBody);
  EXPECT_EQ(code({.address = "127.0.0.1", .port = server->port()}), absl::StatusCode::kUnavailable);
}

TEST(Server, ManyThreadsManyClients) {
  const auto server = MakeServer({.threads = 3}, EchoBody);
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const auto client = *Client::Make(
          {.url = "http://127.0.0.1:" + std::to_string(server->port()), .connections = 3});
      const std::vector<Request> requests(100, Request{.body = "b"});
      for (const auto& response : client->SendAll(requests)) {
        if (response.ok() && response->body == "<b>") ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 400);
  EXPECT_EQ(server->counters().requests, 400u);
  EXPECT_EQ(server->counters().connections, 12u);
}

}  // namespace
}  // namespace falco_run::http
