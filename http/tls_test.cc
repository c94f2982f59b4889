// SPDX-License-Identifier: Apache-2.0
// Client and server over TLS.
#include "http/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "http/client.h"
#include "http/server.h"
#include "http/test_certificates.h"
#include "http/test_socket.h"

namespace falco_run::http {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

class Tls : public testing::Test {
 protected:
  std::unique_ptr<Server> Serve(ServerTlsOptions tls) {
    ServerOptions options;
    options.address = "127.0.0.1";
    options.tls = std::move(tls);
    auto server = Server::Start(options, [](const Request& request) {
      return Response{.body = request.body + "|" + request.client_subject};
    });
    EXPECT_TRUE(server.ok()) << server.status();
    return server.ok() ? *std::move(server) : nullptr;
  }

  std::unique_ptr<Server> ServeLocalhost() {
    const auto files = authority_.Make("server", "server", {"localhost", "127.0.0.1"});
    return Serve({.cert_file = files.cert, .key_file = files.key});
  }

  std::unique_ptr<Client> Connect(const Server& server, TlsOptions tls,
                                  const std::string& host = "localhost") {
    auto client = Client::Make(
        {.url = "https://" + host + ":" + std::to_string(server.port()), .tls = std::move(tls)});
    EXPECT_TRUE(client.ok()) << client.status();
    return client.ok() ? *std::move(client) : nullptr;
  }

  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = authority_.folder() + "/" + name;
    std::ofstream(path) << text;
    return path;
  }

  TestAuthority authority_;
};

TEST_F(Tls, Works) {
  const auto server = ServeLocalhost();
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const auto client = Connect(*server, {.ca_file = authority_.ca_file()}, host);
    for (int i = 0; i < 3; ++i) {
      const auto response = client->Send({.body = "hi"});
      ASSERT_TRUE(response.ok()) << response.status();
      EXPECT_EQ(response->body, "hi|");
    }
  }
  EXPECT_EQ(server->counters().connections, 2u);
}

TEST_F(Tls, LongBodies) {
  const auto server = ServeLocalhost();
  const auto client = Connect(*server, {.ca_file = authority_.ca_file()});
  auto response = client->Send({.body = std::string(2 << 20, 'x')});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body.size(), size_t{1} << 20);
  EXPECT_TRUE(response->truncated);
  response = client->Send({.body = std::string(3 << 20, 'x')});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->status, 413);
}

// Nothing is read or written behind the back of who gave up, whatever was going on (for ASan).
TEST_F(Tls, GivenUpAtAnyMoment) {
  const auto server = ServeLocalhost();
  int given_up = 0;
  for (int i = 0; i < 20; ++i) {
    const auto client = Client::Make({.url = "https://localhost:" + std::to_string(server->port()),
                                      .tls = {.ca_file = authority_.ca_file()},
                                      .timeout = milliseconds(1 + i)});
    for (int k = 0; k < 4; ++k) {
      const auto request = std::make_unique<Request>();
      request->body.assign(k % 2 == 0 ? 1000 : 3 << 20, 'x');  // the second is refused early
      if (!(*client)->Send(*request).ok()) ++given_up;
    }
  }
  EXPECT_GT(given_up, 0);
}

TEST_F(Tls, CaDirectory) {
  const auto server = ServeLocalhost();
  const std::string folder = authority_.folder() + "/hashed";
  std::filesystem::create_directory(folder);
  std::filesystem::copy(authority_.ca_file(), folder + "/ca.pem");
  ASSERT_EQ(std::system(("openssl rehash " + folder).c_str()), 0);
  const auto response = Connect(*server, {.ca_path = folder})->Send({});
  EXPECT_TRUE(response.ok()) << response.status();
}

TEST_F(Tls, UnknownAuthority) {
  const auto server = ServeLocalhost();
  const TestAuthority other;
  const auto response = Connect(*server, {.ca_file = other.ca_file()})->Send({});
  EXPECT_EQ(response.status().code(), kPrecondition);
  EXPECT_THAT(std::string(response.status().message()),
              HasSubstr("the certificate does not verify: "));
  EXPECT_TRUE(Connect(*server, {.verify = false})->Send({}).ok());
}

TEST_F(Tls, WrongName) {
  const auto files = authority_.Make("other", "localhost", {"other.test"});
  const auto server = Serve({.cert_file = files.cert, .key_file = files.key});
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const auto response = Connect(*server, {.ca_file = authority_.ca_file()}, host)->Send({});
    EXPECT_EQ(response.status().code(), kPrecondition);
    EXPECT_THAT(std::string(response.status().message()), HasSubstr("mismatch"));
  }
  const auto named =
      Connect(*server, {.ca_file = authority_.ca_file(), .server_name = "other.test"});
  EXPECT_TRUE(named->Send({}).ok());
}

TEST_F(Tls, Expired) {
  const auto files = authority_.Make("old", "old", {"localhost"}, -1);
  const auto server = Serve({.cert_file = files.cert, .key_file = files.key});
  const auto response = Connect(*server, {.ca_file = authority_.ca_file()})->Send({});
  EXPECT_EQ(response.status().code(), kPrecondition);
  EXPECT_THAT(std::string(response.status().message()), HasSubstr("expired"));
}

TEST_F(Tls, ClientCertificates) {
  const auto files = authority_.Make("server", "server", {"localhost"});
  const auto server = Serve(
      {.cert_file = files.cert, .key_file = files.key, .client_ca_file = authority_.ca_file()});
  const auto mine = authority_.Make("client", "api, server", {});
  const auto client = Connect(
      *server, {.ca_file = authority_.ca_file(), .cert_file = mine.cert, .key_file = mine.key});
  auto response = client->Send({.body = "b"});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body, "b|CN=api\\, server");

  response = Connect(*server, {.ca_file = authority_.ca_file()})->Send({});
  EXPECT_EQ(response.status().code(), kPrecondition) << response.status();

  TestAuthority stranger;
  const auto theirs = stranger.Make("client", "api", {});
  response =
      Connect(*server,
              {.ca_file = authority_.ca_file(), .cert_file = theirs.cert, .key_file = theirs.key})
          ->Send({});
  EXPECT_EQ(response.status().code(), kPrecondition) << response.status();
  EXPECT_EQ(server->counters().requests, 1u);
  // The client may know of a failure before the server has counted it.
  for (int i = 0; i < 1000 && server->counters().tls_failures < 2; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(server->counters().tls_failures, 2u);
}

TEST_F(Tls, ReloadedCertificates) {
  auto files = authority_.Make("server", "server", {"old.test"});
  const auto server = Serve({.cert_file = files.cert, .key_file = files.key});
  const auto accepts = [&](const char* name) {
    return Connect(*server, {.ca_file = authority_.ca_file(), .server_name = name})->Send({}).ok();
  };
  const auto kept = Connect(*server, {.ca_file = authority_.ca_file(), .server_name = "old.test"});
  ASSERT_TRUE(kept->Send({}).ok());
  authority_.Make("server", "server", {"new.test"});
  EXPECT_FALSE(accepts("new.test"));
  ASSERT_TRUE(server->ReloadCertificates().ok());
  EXPECT_TRUE(accepts("new.test"));
  EXPECT_FALSE(accepts("old.test"));
  EXPECT_TRUE(kept->Send({}).ok());

  Write("server.pem", "no certificate");
  EXPECT_EQ(server->ReloadCertificates().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(accepts("new.test"));
}

TEST_F(Tls, PlainMeetsTls) {
  const auto server = ServeLocalhost();
  const auto plain = Client::Make({.url = "http://localhost:" + std::to_string(server->port())});
  EXPECT_FALSE((*plain)->Send({}).ok());
  TestServer http([](TestSocket socket, int) {
    socket.Send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    socket.ReadAll();
  });
  const auto tls = Client::Make({.url = "https://127.0.0.1:" + std::to_string(http.port()),
                                 .tls = {.ca_file = authority_.ca_file()}});
  EXPECT_EQ((*tls)->Send({}).status().code(), kPrecondition);
}

TEST_F(Tls, SilentServer) {
  TestServer silent([](TestSocket socket, int) { socket.ReadAll(); });
  const auto client = Client::Make({.url = "https://127.0.0.1:" + std::to_string(silent.port()),
                                    .tls = {.ca_file = authority_.ca_file()},
                                    .connect_timeout = milliseconds(200)});
  const auto response = (*client)->Send({});
  EXPECT_EQ(response.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(std::string(response.status().message()), HasSubstr("TLS handshake"));
}

TEST_F(Tls, ServerThatRestarted) {
  auto server = ServeLocalhost();
  ServerOptions options;
  options.address = "127.0.0.1";
  options.port = server->port();
  options.tls = {.cert_file = authority_.folder() + "/server.pem",
                 .key_file = authority_.folder() + "/server.key"};
  const auto client = Connect(*server, {.ca_file = authority_.ca_file()});
  ASSERT_TRUE(client->Send({}).ok());
  server.reset();
  EXPECT_EQ(client->Send({}).status().code(), absl::StatusCode::kUnavailable);
  const auto again = Server::Start(options, [](const Request&) { return Response{}; });
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(client->Send({}).ok());
}

TEST_F(Tls, HttpsByProxy) {
  const auto server = ServeLocalhost();
  std::string asked;
  // Answers the question by itself and passes the rest on, both ways, one after the other.
  TestServer proxy([&](TestSocket socket, int number) {
    asked = socket.ReadUntil("\r\n\r\n");
    if (number == 0) {
      socket.Send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 3\r\n\r\nno!");
      return;
    }
    socket.Send("HTTP/1.1 200 Connection established\r\n\r\n");
    Splice(socket, TestSocket::Connect(server->port()));
  });
  const auto client =
      Client::Make({.url = "https://localhost:" + std::to_string(server->port()),
                    .tls = {.ca_file = authority_.ca_file()},
                    .proxy = "http://u:p@127.0.0.1:" + std::to_string(proxy.port())});
  auto response = (*client)->Send({});
  EXPECT_EQ(response.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(response.status().message()), HasSubstr("the proxy refuses: 407"));
  response = (*client)->Send({.body = "x"});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body, "x|");
  const std::string authority = "localhost:" + std::to_string(server->port());
  EXPECT_EQ(asked, "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority +
                       "\r\nProxy-Authorization: Basic dTpw\r\n\r\n");
}

TEST_F(Tls, UnusableFiles) {
  const auto files = authority_.Make("server", "server", {});
  const auto other = authority_.Make("other", "other", {});
  const std::string junk = Write("junk.pem", "junk");
  const std::string locked = authority_.folder() + "/locked.key";
  ASSERT_EQ(
      std::system(
          ("openssl pkey -aes128 -passout pass:x -in " + files.key + " -out " + locked).c_str()),
      0);
  const struct {
    TlsOptions options;
    const char* message;
  } kCases[] = {
      {{.ca_file = "/does/not/exist"}, "CA file /does/not/exist: No such file"},
      {{.ca_file = junk}, "CA file "},
      {{.ca_path = "/does/not/exist"}, "CA directory /does/not/exist: No such file"},
      {{.cert_file = "/does/not/exist"}, "certificate /does/not/exist: No such file"},
      {{.cert_file = junk}, "certificate "},
      {{.cert_file = files.cert, .key_file = "/does/not/exist"}, "key /does/not/exist: No such"},
      {{.cert_file = files.cert}, "key "},  // which is not in the same file
      {{.cert_file = files.cert, .key_file = other.key}, "key values mismatch"},
      {{.cert_file = files.cert, .key_file = locked}, "key "},
      {{.key_file = files.key}, "a TLS key without its certificate"},
  };
  for (const auto& one : kCases) {
    const auto context = MakeClientTls(one.options);
    EXPECT_EQ(context.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(context.status().message()), HasSubstr(one.message));
  }
  EXPECT_EQ(MakeServerTls({.cert_file = files.cert, .key_file = files.key, .client_ca_file = junk})
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace falco_run::http
