// SPDX-License-Identifier: Apache-2.0
#include "app/ecs_metadata.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "http/server.h"

namespace falco_run::app {
namespace {

constexpr char kAnswer[] = R"({
  "DockerId": "cd189a933e5849daa93386466019ab50-2495160603",
  "Name": "curl", "DockerName": "curl", "Image": "example.com/team/curl:1.2",
  "ImageID": "sha256:25f3695bedfb454a50f12d127839a68ad3caf91e451c1da073db34c542c4d2cb",
  "Labels": {"com.amazonaws.ecs.cluster": "default", "odd": 1},
  "KnownStatus": "RUNNING", "Limits": {"CPU": 10},
  "Networks": [{"NetworkMode": "awsvpc", "IPv4Addresses": ["192.0.2.3"]}]
})";

TEST(EcsMetadataTest, FillsInWhatIsSaid) {
  proto::Container c;
  ASSERT_TRUE(ParseEcsMetadata(kAnswer, c).ok());
  EXPECT_EQ(c.id(), "cd189a933e58");
  EXPECT_EQ(c.full_id(), "cd189a933e5849daa93386466019ab50-2495160603");
  EXPECT_EQ(c.name(), "curl");
  EXPECT_EQ(c.image(), "example.com/team/curl:1.2");
  EXPECT_EQ(c.ip(), "192.0.2.3");
  ASSERT_EQ(c.labels_size(), 1);
  EXPECT_EQ(c.labels(0).value(), "default");
}

TEST(EcsMetadataTest, WhatIsOfNoUseChangesNothing) {
  for (const char* text : {"", "[]", "{}", "null", R"({"DockerId": 5})", R"({"DockerId": "")"}) {
    proto::Container c;
    EXPECT_FALSE(ParseEcsMetadata(text, c).ok()) << text;
    EXPECT_EQ(c.ByteSizeLong(), 0u) << text;
  }
  proto::Container c;
  EXPECT_TRUE(ParseEcsMetadata(R"({"DockerId": "x", "Networks": {"a": 1}, "Labels": []})", c).ok());
}

TEST(EcsMetadataTest, AsksAtTheAddressInTheEnvironment) {
  unsetenv("ECS_CONTAINER_METADATA_URI");
  unsetenv("ECS_CONTAINER_METADATA_URI_V4");
  proto::Container c;
  EXPECT_FALSE(HasEcsMetadata());
  EXPECT_FALSE(AddEcsMetadata(c).ok());
  http::ServerOptions options;
  options.address = "127.0.0.1";
  auto server = http::Server::Start(options, [](const http::Request& request) {
    http::Response response;
    if (request.target == "/v4/abc") {
      response.body = kAnswer;
    } else {
      response.status = 404;
    }
    return response;
  });
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string base = "http://127.0.0.1:" + std::to_string((*server)->port());
  setenv("ECS_CONTAINER_METADATA_URI", (base + "/v3").c_str(), 1);
  EXPECT_TRUE(HasEcsMetadata());
  EXPECT_FALSE(AddEcsMetadata(c).ok());
  setenv("ECS_CONTAINER_METADATA_URI_V4", (base + "/v4/abc").c_str(), 1);
  const absl::Status status = AddEcsMetadata(c);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(c.name(), "curl");
}

}  // namespace
}  // namespace falco_run::app
