// SPDX-License-Identifier: Apache-2.0
#include "app/injector_config.h"

#include <charconv>
#include <cstdlib>
#include <string>
#include <utility>

#include "app/listen_address.h"

namespace falco_run::app {
namespace {

constexpr uint16_t kDefaultPort = 9443;

absl::Status Wrong(const config::Value& value, const std::string& what) {
  return absl::InvalidArgumentError(value.place.ToString() + ": " + what);
}

absl::Status Missing(const std::string& what) { return absl::InvalidArgumentError(what); }

absl::StatusOr<std::vector<std::string>> ReadWords(const config::Value& value,
                                                   const std::string& name) {
  if (!value.IsList()) return Wrong(value, name + " must be a list of words");
  std::vector<std::string> words;
  for (const config::Value& item : value.items) {
    if (!item.IsScalar()) return Wrong(item, name + " must be a list of words");
    words.push_back(item.scalar);
  }
  return words;
}

absl::StatusOr<injector::ImageProgram> ReadImage(const std::string& image,
                                                 const config::Value& value) {
  const std::string name = "injector.images." + image;
  if (!value.IsMap()) return Wrong(value, name + " must be {entrypoint: [...], command: [...]}");
  injector::ImageProgram program;
  for (const auto& [key, member] : value.entries) {
    if (key != "entrypoint" && key != "command") {
      return Wrong(member, name + ": there are entrypoint and command, no '" + key + "'");
    }
    auto words = ReadWords(member, name + "." + key);
    if (!words.ok()) return words.status();
    (key == "command" ? program.command : program.entrypoint) = *std::move(words);
  }
  if (program.entrypoint.empty() && program.command.empty()) {
    return Wrong(value, name + " names no program");
  }
  return program;
}

absl::Status ReadUser(const config::Reader& section, injector::PodOptions& pods) {
  const std::string user = section.Text("run_as_user");
  pods.run_as_user.reset();
  if (user.empty()) return absl::OkStatus();
  uint32_t id = 0;
  const auto result = std::from_chars(user.data(), user.data() + user.size(), id);
  if (result.ec != std::errc() || result.ptr != user.data() + user.size() || id == 0) {
    return Missing(section.Name("run_as_user") +
                   " must be the number of a user other than root, or empty");
  }
  pods.run_as_user = id;
  return absl::OkStatus();
}

absl::Status ReadPods(const config::Reader& section, injector::PodOptions& pods) {
  pods.image = section.Text("image");
  if (pods.image.empty()) {
    return Missing(section.Name("image") + " is missing: the image that falco-run is copied from");
  }
  pods.image_pull_policy = section.Text("image_pull_policy");
  pods.executable = section.Text("executable");
  pods.options = section.TextList("options");
  pods.config_map = section.Text("config_map");
  pods.token_secret = section.Text("token_secret");
  pods.label = section.Text("label");
  pods.label_needed = section.Text("select") == "label";
  pods.init_containers = section.Bool("init_containers");
  pods.deny_unresolved = section.Text("unresolved") == "deny";
  pods.requests = section.TextMap("requests");
  pods.limits = section.TextMap("limits");
  if (const config::Value* images = section.Find("images")) {
    if (!images->IsMap()) return Wrong(*images, "injector.images must be a map of images");
    for (const auto& [image, value] : images->entries) {
      auto program = ReadImage(image, value);
      if (!program.ok()) return program.status();
      pods.images[image] = *std::move(program);
    }
  }
  return ReadUser(section, pods);
}

}  // namespace

absl::StatusOr<injector::InjectorOptions> ReadInjectorConfig(
    const config::Reader& reader, const InjectorCommandOptions& options) {
  const config::Reader section = reader.Section("injector");
  const auto text = [&](const std::string& given, const char* key) {
    return given.empty() ? section.Text(key) : given;
  };
  injector::InjectorOptions injector;
  const std::string address = text(options.listen, "listen");
  const auto listen = ParseListenAddress(address, kDefaultPort);
  if (!listen.ok()) {
    return Missing((options.listen.empty() ? section.Name("listen") : std::string("--listen")) +
                   ": " + std::string(listen.status().message()));
  }
  if (!listen->address.empty()) injector.server.address = listen->address;
  injector.server.port = listen->port;
  injector.server.tls = {.cert_file = text(options.tls_cert, "tls_cert"),
                         .key_file = text(options.tls_key, "tls_key"),
                         .client_ca_file = text(options.client_ca, "client_ca")};
  const http::ServerTlsOptions& tls = injector.server.tls;
  if (tls.cert_file.empty() && (!tls.key_file.empty() || !tls.client_ca_file.empty())) {
    return Missing(section.Name("tls_cert") + " is missing, as is --tls-cert");
  }
  injector.token_file = text(options.token_file, "token_file");
  if (const char* token = std::getenv("FALCO_RUN_INJECTOR_TOKEN")) injector.token = token;
  if (absl::Status s = ReadPods(section, injector.pods); !s.ok()) return s;
  return injector;
}

}  // namespace falco_run::app
