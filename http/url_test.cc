// SPDX-License-Identifier: Apache-2.0
#include "http/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace falco_run::http {
namespace {

TEST(Url, Parts) {
  const struct {
    const char* text;
    bool tls;
    const char* host;
    int port;
    const char* target;
    const char* credentials;
    const char* host_header;
  } kCases[] = {
      {"http://example.com", false, "example.com", 80, "/", "", "example.com"},
      {"HTTPS://Example.COM/a/b?c=d", true, "example.com", 443, "/a/b?c=d", "", "example.com"},
      {"https://h:8443?q", true, "h", 8443, "/?q", "", "h:8443"},
      {"http://h:80/", false, "h", 80, "/", "", "h"},
      {"https://h:80/", true, "h", 80, "/", "", "h:80"},
      {"http://[::1]/x", false, "::1", 80, "/x", "", "[::1]"},
      {"http://[2001:DB8::1]:8080", false, "2001:db8::1", 8080, "/", "", "[2001:db8::1]:8080"},
      {"http://u:p@h/", false, "h", 80, "/", "u:p", "h"},
      {"http://u@h/", false, "h", 80, "/", "u:", "h"},
      {"http://u%40x:p%3a%2F@h/", false, "h", 80, "/", "u@x:p:/", "h"},
      {"http://a@b:c@h/", false, "h", 80, "/", "a@b:c", "h"},
      {"http://h/a@b:c", false, "h", 80, "/a@b:c", "", "h"},
      {"http://my_service.ns.svc:1/", false, "my_service.ns.svc", 1, "/", "",
       "my_service.ns.svc:1"},
  };
  for (const auto& one : kCases) {
    const auto url = ParseUrl(one.text);
    ASSERT_TRUE(url.ok()) << one.text << ": " << url.status();
    EXPECT_EQ(url->tls, one.tls) << one.text;
    EXPECT_EQ(url->host, one.host) << one.text;
    EXPECT_EQ(url->port, one.port) << one.text;
    EXPECT_EQ(url->target, one.target) << one.text;
    EXPECT_EQ(url->credentials, one.credentials) << one.text;
    EXPECT_EQ(url->host_header(), one.host_header) << one.text;
  }
  EXPECT_TRUE(ParseUrl("http://10.0.0.1/")->is_address());
  EXPECT_TRUE(ParseUrl("http://[::1]/")->is_address());
  EXPECT_FALSE(ParseUrl("http://ten.0.0.1/")->is_address());
}

TEST(Url, BadOnes) {
  for (const char* text : {"",
                           "example.com",
                           "ftp://h/",
                           "http:/h",
                           "http://",
                           "http:///path",
                           "http://:80/",
                           "http://h:/",
                           "http://h:0/",
                           "http://h:65536/",
                           "http://h:99999999999/",
                           "http://h:8a/",
                           "http://h:+80/",
                           "http://h:80:80/",
                           "http://h/a b",
                           "http://h/a\tb",
                           "http://h/\r\nX: y",
                           "http://h/#part",
                           "http://h\xc3\xa9/",
                           "http://[::1/",
                           "http://[h]/",
                           "http://[::1]x/",
                           "http://[]/",
                           "http://a%zz@h/",
                           "http://a%0a@h/",
                           "http://a%4@h/",
                           "http://h%41/",
                           "http://h<x>/",
                           "http://h\\@evil/"}) {
    const auto url = ParseUrl(text);
    EXPECT_EQ(url.status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(Url, MessagesKeepSecrets) {
  const auto url = ParseUrl("http://user:sesame@h:x/hook/T0K3N");
  const std::string message(url.status().message());
  EXPECT_EQ(message, "bad URL: its port is no number from 1 to 65535");
}

}  // namespace
}  // namespace falco_run::http
