// SPDX-License-Identifier: Apache-2.0
#include "http/proxy.h"

#include <gtest/gtest.h>

#include <map>

namespace falco_run::http {
namespace {

std::string Proxy(const std::string& url, const std::map<std::string, std::string>& environment) {
  return ProxyFromEnvironment(url, [&](const std::string& name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    if (found == environment.end()) return std::nullopt;
    return found->second;
  });
}

TEST(Proxy, Variables) {
  EXPECT_EQ(Proxy("http://h/", {}), "");
  EXPECT_EQ(Proxy("http://h/", {{"HTTP_PROXY", "http://p:1"}}), "http://p:1");
  EXPECT_EQ(Proxy("https://h/", {{"HTTP_PROXY", "http://p:1"}}), "");
  EXPECT_EQ(Proxy("https://h/", {{"HTTPS_PROXY", "p:1"}}), "http://p:1");
  EXPECT_EQ(Proxy("https://h/", {{"HTTPS_PROXY", "upper"}, {"https_proxy", "lower"}}),
            "http://lower");
  EXPECT_EQ(Proxy("http://h/", {{"ALL_PROXY", "p"}}), "http://p");
  EXPECT_EQ(Proxy("no URL", {{"ALL_PROXY", "p"}}), "");
}

TEST(Proxy, NotForThisMachine) {
  for (const char* url : {"http://localhost/", "http://a.localhost", "http://127.0.0.1:80/",
                          "http://127.9.9.9/", "http://[::1]/"}) {
    EXPECT_EQ(Proxy(url, {{"HTTP_PROXY", "p"}}), "") << url;
  }
}

TEST(Proxy, Exceptions) {
  const struct {
    const char* no_proxy;
    const char* url;
    bool excepted;
  } kCases[] = {
      {"*", "http://h/", true},
      {"", "http://h/", false},
      {"example.com", "http://example.com/", true},
      {"example.com", "http://EXAMPLE.com/", true},
      {"Example.com", "http://a.b.example.com/", true},
      {"example.com", "http://badexample.com/", false},
      {".example.com", "http://a.example.com/", true},
      {"*.example.com", "http://a.example.com/", true},
      {"a, example.com ,b", "http://example.com/", true},
      {"example.com:8080", "http://example.com:8080/", true},
      {"example.com:8080", "http://example.com/", false},
      {"10.0.0.1", "http://10.0.0.1/", true},
      {"10.0.0.1", "http://10.0.0.12/", false},
      {"0.0.1", "http://10.0.0.1/", false},
      {"10.0.0.0/8", "http://10.200.3.4/", true},
      {"10.0.0.0/9", "http://10.200.3.4/", false},
      {"10.0.0.0/33", "http://10.0.0.0/", false},
      {"10.0.0.0/x", "http://10.0.0.0/", false},
      {"0.0.0.0/0", "http://8.8.8.8/", true},
      {"0.0.0.0/0", "http://name/", false},
      {"2001:db8::/32", "http://[2001:db8::5]/", true},
      {"2001:db8::5", "http://[2001:db8:0::5]/", true},
      {"[2001:db8::5]:80", "http://[2001:db8::5]/", true},
      {"[2001:db8::5]:81", "http://[2001:db8::5]/", false},
      {":80", "http://h/", false},
      {",,", "http://h/", false},
  };
  for (const auto& one : kCases) {
    EXPECT_EQ(Proxy(one.url, {{"http_proxy", "p"}, {"no_proxy", one.no_proxy}}),
              one.excepted ? "" : "http://p")
        << one.no_proxy << " for " << one.url;
  }
}

}  // namespace
}  // namespace falco_run::http
