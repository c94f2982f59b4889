// SPDX-License-Identifier: Apache-2.0
// http_output to nginx, which asks for a client certificate.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/test_certificates.h"
#include "http/test_socket.h"
#include "tests/end_to_end/harness.h"
#include "tests/services/daemon.h"

namespace falco_run::tests {
namespace {

using testing::HasSubstr;

class TlsEndpointTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!IsInstalled("nginx")) GTEST_SKIP() << "nginx is not installed";
    const auto server = authority_.Make("server", "localhost", {"localhost"});
    std::string conf = "user root; daemon off; master_process off; pid " + folder_ +
                       "/pid; error_log " + folder_ + "/errors;\nevents {}\nhttp {\n";
    for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
      conf += std::string(kind) + "_temp_path " + folder_ + "/" + kind + ";\n";
    }
    conf +=
        "log_format own '$ssl_client_s_dn $request_method $uri $status $http_user_agent "
        "$content_type';\naccess_log " +
        folder_ + "/log own;\nserver { listen 127.0.0.1:" + std::to_string(port_) +
        " ssl; ssl_certificate " + server.cert + "; ssl_certificate_key " + server.key +
        ";\nssl_client_certificate " + authority_.ca_file() +
        "; ssl_verify_client on; location / { return 200; } } }\n";
    WriteFile(folder_ + "/conf", conf);
    nginx_ = std::make_unique<Daemon>(
        std::vector<std::string>{"nginx", "-c", folder_ + "/conf", "-p", folder_, "-e", "stderr"},
        folder_ + "/output");
    ASSERT_TRUE(Eventually([&] { return http::TestSocket::Connect(port_).is_open(); }))
        << ReadFile(folder_ + "/output");
  }

  // Three alerts by http_output with these further settings; what the summary says of it.
  nlohmann::json Send(const std::string& more) {
    const std::string rules =
        "- rule: Secret touched\n  desc: d\n  condition: evt.type in (open, openat) and fd.name "
        "startswith " +
        folder_ + "/secret-\n  output: \"file=%fd.name\"\n  priority: CRITICAL\n";
    const Wrapped w = RunWrapped(
        "notify", {"sh", "-c", "for i in 1 2 3; do : > " + folder_ + "/secret-$i; done"}, rules,
        {"-o",
         "http_output={enabled: true, keep_alive: true, connections: 1, url: "
         "'https://localhost:" +
             std::to_string(port_) + "/hook', ca_cert: " + authority_.ca_file() + more + "}"});
    return w.summary["outputs"]["http"];
  }

  const std::string folder_ = TempDir();
  const uint16_t port_ = FreePort();
  http::TestAuthority authority_;
  std::unique_ptr<Daemon> nginx_;
};

TEST_F(TlsEndpointTest, TakesAlertsOfWhoShowsACertificate) {
  const auto client = authority_.Make("client", "sender", {});
  const auto http =
      Send(", mtls: true, client_cert: " + client.cert + ", client_key: " + client.key);
  EXPECT_EQ(http["delivered"], 3) << http << ReadFile(folder_ + "/errors");
  const std::string line = "CN=sender POST /hook 200 falcosecurity/falco application/json\n";
  // nginx answers before it writes its log.
  const auto log = [&] { return ReadFile(folder_ + "/log"); };
  EXPECT_TRUE(Eventually([&] { return log() == line + line + line; })) << log();
}

TEST_F(TlsEndpointTest, RefusesTheOthers) {
  const auto http = Send("");
  EXPECT_EQ(http["delivered"], 0) << http;
  EXPECT_EQ(http["failed"], 3) << http;
  EXPECT_THAT(http.dump(), HasSubstr("400"));
}

}  // namespace
}  // namespace falco_run::tests
