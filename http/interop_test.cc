// SPDX-License-Identifier: Apache-2.0
// Against software of others: our client and nginx, curl and our server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "http/client.h"
#include "http/gzip.h"
#include "http/server.h"
#include "http/test_certificates.h"
#include "http/test_socket.h"

namespace falco_run::http {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

bool Installed(const char* program) {
  return std::system((std::string("command -v ") + program + " >/dev/null 2>&1").c_str()) == 0;
}

std::string OutputOf(const std::string& command) {
  std::string output;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> chunk;
  while (const size_t got = fread(chunk.data(), 1, chunk.size(), pipe)) {
    output.append(chunk.data(), got);
  }
  pclose(pipe);
  return output;
}

// nginx in the foreground, in a folder of its own.
class Nginx {
 public:
  Nginx(const TestAuthority& authority, const std::string& protocol)
      : folder_(authority.folder() + "/nginx" + protocol) {
    std::filesystem::create_directory(folder_);
    {  // a port that was free a moment ago
      const TestServer probe([](TestSocket, int) {});
      port_ = probe.port();
    }
    std::ofstream config(folder_ + "/nginx.conf");
    // As root it would give its folders to "nobody", whom a sandbox may not have.
    if (geteuid() == 0) config << "user root;\n";
    config << "daemon off; master_process off; pid " << folder_ << "/pid; error_log " << folder_
           << "/error.log;\nevents {}\nhttp { access_log off; client_max_body_size 4m;\n"
           << "keepalive_requests 3;\n";
    for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
      config << kind << "_temp_path " << folder_ << "/" << kind << ";\n";
    }
    config << "server { listen 127.0.0.1:" << port_ << " ssl;\n"
           << "ssl_certificate " << authority.folder() << "/server.pem;\n"
           << "ssl_certificate_key " << authority.folder() << "/server.key;\n"
           << "ssl_protocols " << protocol << ";\n"
           << "ssl_client_certificate " << authority.ca_file() << ";\n"
           << "ssl_verify_client optional;\n"
           << "location / { if ($ssl_client_verify != SUCCESS) { return 403; }\n"
           << "return 200 \"$request_method $request_uri $ssl_client_s_dn $ssl_protocol "
           << "$connection\"; } } }\n";
    config.close();
    const std::string conf = folder_ + "/nginx.conf";
    pid_ = fork();
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      execlp("nginx", "nginx", "-c", conf.c_str(), "-p", folder_.c_str(), "-e", "stderr", nullptr);
      _exit(127);
    }
    for (int i = 0; i < 500 && !TestSocket::Connect(port_).is_open(); ++i) {
      std::this_thread::sleep_for(milliseconds(10));
    }
  }

  ~Nginx() {
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }

  std::string url() const { return "https://localhost:" + std::to_string(port_) + "/hook?x=1"; }

 private:
  std::string folder_;
  uint16_t port_ = 0;
  pid_t pid_ = -1;
};

TEST(Interop, NginxWithClientCertificates) {
  setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
  if (!Installed("nginx")) GTEST_SKIP() << "nginx is not installed";
  TestAuthority authority;
  authority.Make("server", "server", {"localhost"});
  const auto mine = authority.Make("client", "sender", {});
  const TlsOptions tls{
      .ca_file = authority.ca_file(), .cert_file = mine.cert, .key_file = mine.key};
  for (const std::string protocol : {"TLSv1.2", "TLSv1.3"}) {
    const Nginx nginx(authority, protocol);
    // More requests than nginx takes on one connection.
    const auto client = *Client::Make({.url = nginx.url(), .tls = tls, .connections = 2});
    const std::vector<Request> requests(20, Request{.body = "{}"});
    for (const auto& response : client->SendAll(requests)) {
      ASSERT_TRUE(response.ok()) << response.status();
      EXPECT_EQ(response->status, 200);
      EXPECT_THAT(response->body, HasSubstr("POST /hook?x=1 CN=sender " + protocol + " "));
    }
    const auto response = client->Send({.body = std::string(3 << 20, 'x')});
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->status, 200);

    const auto nobody =
        *Client::Make({.url = nginx.url(), .tls = {.ca_file = authority.ca_file()}});
    const auto forbidden = nobody->Send({});
    ASSERT_TRUE(forbidden.ok()) << forbidden.status();
    EXPECT_EQ(forbidden->status, 403);
    const TestAuthority other;
    const auto stranger = *Client::Make({.url = nginx.url(), .tls = {.ca_file = other.ca_file()}});
    EXPECT_EQ(stranger->Send({}).status().code(), absl::StatusCode::kFailedPrecondition);
  }
}

TEST(Interop, CurlAndTheServer) {
  if (!Installed("curl")) GTEST_SKIP() << "curl is not installed";
  TestAuthority authority;
  const auto files = authority.Make("server", "server", {"localhost"});
  const auto mine = authority.Make("client", "curl", {});
  ServerOptions options;
  options.address = "127.0.0.1";
  options.tls = {
      .cert_file = files.cert, .key_file = files.key, .client_ca_file = authority.ca_file()};
  const auto server = *Server::Start(options, [](const Request& request) {
    return Response{.body = request.method + " " + request.target + " " + request.client_subject +
                            " " + std::to_string(request.body.size()) + "\n"};
  });
  const std::string url = "https://localhost:" + std::to_string(server->port());
  const std::string curl = "curl --noproxy '*' -sS --max-time 20 --cacert " + authority.ca_file() +
                           " --cert " + mine.cert + " --key " + mine.key + " ";
  EXPECT_EQ(OutputOf(curl + url + "/a " + url + "/b"), "GET /a CN=curl 0\nGET /b CN=curl 0\n");
  EXPECT_EQ(server->counters().connections, 1u);

  const std::string body = authority.folder() + "/body";
  std::ofstream(body) << std::string(2 << 20, 'x');
  // curl asks "Expect: 100-continue" for a body of this size.
  EXPECT_EQ(OutputOf(curl + "--data-binary @" + body + " " + url + "/post"),
            "POST /post CN=curl 2097152\n");
  EXPECT_EQ(OutputOf(curl + "-H 'Transfer-Encoding: chunked' --data-binary @" + body + " " + url +
                     "/chunked"),
            "POST /chunked CN=curl 2097152\n");
  std::ofstream(body + ".gz") << *Gzip(std::string(1 << 20, 'y'));
  EXPECT_EQ(
      OutputOf(curl + "-H 'Content-Encoding: gzip' --data-binary @" + body + ".gz " + url + "/gz"),
      "POST /gz CN=curl 1048576\n");
  EXPECT_THAT(OutputOf(curl + "--http1.0 " + url + "/old"), HasSubstr("GET /old CN=curl 0\n"));
  EXPECT_THAT(OutputOf(curl + "-I " + url), HasSubstr("HTTP/1.1 200 OK"));
  std::ofstream(body, std::ios::app) << "x";
  EXPECT_THAT(OutputOf(curl + "-i --data-binary @" + body + " " + url),
              HasSubstr("HTTP/1.1 413 Content Too Large"));
  EXPECT_THAT(OutputOf("curl --noproxy '*' -sS --cacert " + authority.ca_file() + " " + url),
              HasSubstr("curl: ("));  // without a certificate
}

}  // namespace
}  // namespace falco_run::http
