// SPDX-License-Identifier: Apache-2.0
#include "app/injector_config.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "app/config.h"

namespace falco_run::app {
namespace {

// What is read of a configuration file; the file's name is "c".
absl::StatusOr<injector::InjectorOptions> Read(const std::string& yaml,
                                               const InjectorCommandOptions& options = {}) {
  const std::string file = testing::TempDir() + "/c.yaml";
  std::ofstream(file) << yaml;
  const auto config = LoadConfig({file, [](std::string_view) { return std::nullopt; }, {}});
  std::remove(file.c_str());
  if (!config.ok()) return config.status();
  return ReadInjectorConfig(config->reader(), options);
}

std::string Fault(const std::string& yaml) {
  const std::string message(Read(yaml).status().message());
  const size_t name = message.find("c.yaml");
  return name == message.npos ? message : message.substr(name);
}

TEST(InjectorConfigTest, AllKeys) {
  const auto options = Read(R"(
injector:
  listen: 127.0.0.1:1234
  tls_cert: c
  tls_key: k
  client_ca: a
  token_file: t
  image: i
  image_pull_policy: Always
  executable: /e
  options: [--json, -q]
  config_map: m
  token_secret: s
  label: l
  select: all
  init_containers: true
  unresolved: deny
  run_as_user: 1000
  requests: {cpu: 1m}
  limits: {cpu: 2m}
  images:
    nginx: {entrypoint: [/docker-entrypoint.sh], command: [nginx, -g, "daemon off;"]}
    "redis:7": {command: [redis-server]}
)");
  ASSERT_TRUE(options.ok()) << options.status().message();
  EXPECT_EQ(options->server.address, "127.0.0.1");
  EXPECT_EQ(options->server.port, 1234);
  EXPECT_EQ(options->server.tls.cert_file, "c");
  EXPECT_EQ(options->server.tls.key_file, "k");
  EXPECT_EQ(options->server.tls.client_ca_file, "a");
  EXPECT_EQ(options->token_file, "t");
  const injector::PodOptions& pods = options->pods;
  EXPECT_EQ(pods.image + pods.image_pull_policy + pods.executable, "iAlways/e");
  EXPECT_EQ(pods.options, (std::vector<std::string>{"--json", "-q"}));
  EXPECT_EQ(pods.config_map + pods.token_secret + pods.label, "msl");
  EXPECT_FALSE(pods.label_needed);
  EXPECT_TRUE(pods.init_containers);
  EXPECT_TRUE(pods.deny_unresolved);
  EXPECT_EQ(pods.run_as_user, 1000u);
  EXPECT_EQ(pods.requests.at("cpu"), "1m");
  EXPECT_EQ(pods.limits.at("cpu"), "2m");
  ASSERT_EQ(pods.images.size(), 2u);
  EXPECT_EQ(pods.images.at("nginx").command.back(), "daemon off;");
  EXPECT_TRUE(pods.images.at("redis:7").entrypoint.empty());
}

// The defaults of the table of keys are those of the code.
TEST(InjectorConfigTest, Defaults) {
  const auto options = Read("injector: {image: i}");
  ASSERT_TRUE(options.ok()) << options.status().message();
  const injector::PodOptions plain;
  EXPECT_EQ(options->server.port, 9443);
  EXPECT_EQ(options->pods.executable, plain.executable);
  EXPECT_EQ(options->pods.options, plain.options);
  EXPECT_EQ(options->pods.label, plain.label);
  EXPECT_EQ(options->pods.label_needed, plain.label_needed);
  EXPECT_EQ(options->pods.init_containers, plain.init_containers);
  EXPECT_EQ(options->pods.deny_unresolved, plain.deny_unresolved);
  EXPECT_EQ(options->pods.run_as_user, plain.run_as_user);
  EXPECT_EQ(options->pods.requests, plain.requests);
  EXPECT_EQ(options->pods.limits, plain.limits);
}

TEST(InjectorConfigTest, TheCommandLineGoesFirst) {
  const auto options =
      Read("injector: {image: i, listen: ':1', tls_cert: a}", {.listen = ":2", .tls_cert = "b"});
  ASSERT_TRUE(options.ok()) << options.status().message();
  EXPECT_EQ(options->server.port, 2);
  EXPECT_EQ(options->server.tls.cert_file, "b");
}

TEST(InjectorConfigTest, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_EQ(Fault(""), "injector.image is missing: the image that falco-run is copied from");
  EXPECT_EQ(Fault("injector: {image: i, listen: x}"),
            "c.yaml:1:22: injector.listen: 'x' is not ADDRESS:PORT with a numeric address");
  EXPECT_EQ(Fault("injector: {image: i, client_ca: x}"),
            "injector.tls_cert is missing, as is --tls-cert");
  EXPECT_EQ(Fault("injector: {image: i, run_as_user: root}"),
            "c.yaml:1:22: injector.run_as_user must be the number of a user other than root, or "
            "empty");
  EXPECT_EQ(Fault("injector: {image: i, images: [a]}"),
            "c.yaml:1:22: injector.images must be a map of images");
  EXPECT_EQ(Fault("injector: {image: i, images: {a: b}}"),
            "c.yaml:1:31: injector.images.a must be {entrypoint: [...], command: [...]}");
  EXPECT_EQ(Fault("injector: {image: i, images: {a: {cmd: []}}}"),
            "c.yaml:1:35: injector.images.a: there are entrypoint and command, no 'cmd'");
  EXPECT_EQ(Fault("injector: {image: i, images: {a: {command: x}}}"),
            "c.yaml:1:35: injector.images.a.command must be a list of words");
  EXPECT_EQ(Fault("injector: {image: i, images: {a: {}}}"),
            "c.yaml:1:31: injector.images.a names no program");
}

}  // namespace
}  // namespace falco_run::app
