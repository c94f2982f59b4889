// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_CONFIG_READER_H_
#define FALCO_RUN_CONFIG_READER_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/key.h"
#include "config/value.h"

namespace falco_run::config {

// Reads the values of keys, or their defaults, from a document that Load() has checked.
//
//   const Reader reader(document.root, keys);
//   if (reader.Bool("http_output.enabled")) Post(reader.Text("http_output.url"));
//   const Reader slack = reader.Section("slack");
//   slack.Text("webhookurl");
//
// A path that is not in `keys` reads as empty. Valid as long as both arguments are.
class Reader {
 public:
  Reader(const Value& root, const Keys& keys) : root_(&root), keys_(&keys) {}

  // Paths are relative to `path` from here on.
  Reader Section(std::string_view path) const;

  bool Bool(std::string_view path) const;
  uint64_t Number(std::string_view path) const;
  std::string Text(std::string_view path) const;
  // A number without a unit counts in `plain`.
  std::chrono::milliseconds Duration(
      std::string_view path, std::chrono::milliseconds plain = std::chrono::milliseconds(1)) const;
  std::vector<std::string> TextList(std::string_view path) const;
  std::map<std::string, std::string> TextMap(std::string_view path) const;

  // As it was written; nullptr if it was not, or is empty.
  const Value* Find(std::string_view path) const;
  bool IsSet(std::string_view path) const { return Find(path) != nullptr; }
  // "falco.yaml:3:7: http_output.url", for messages; the full path alone for a default.
  std::string Name(std::string_view path) const;

 private:
  std::string Full(std::string_view path) const;
  // The scalar that stands for the path, written or by default.
  std::string Scalar(std::string_view path) const;

  const Value* root_;
  const Keys* keys_;
  std::string prefix_;  // "slack."
};

}  // namespace falco_run::config

#endif  // FALCO_RUN_CONFIG_READER_H_
