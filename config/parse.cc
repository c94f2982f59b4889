// SPDX-License-Identifier: Apache-2.0
#include "config/parse.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml-cpp/exceptions.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "yaml/yaml_tree.h"

namespace falco_run::config {
namespace {

// Deeper nesting than any configuration has; aliases can nest without end.
constexpr int kMaxDepth = 32;
// Of the whole tree: aliases can multiply without end.
constexpr size_t kMaxNodes = 100'000;

class Converter {
 public:
  Converter(const std::string& source, const Environment& environment)
      : source_(source), environment_(environment) {}

  absl::StatusOr<Value> Convert(const YamlNode& node, int depth) {
    const Place place = PlaceOf(node);
    if (depth > kMaxDepth) return Error(place, "nested too deeply");
    if (++nodes_ > kMaxNodes) return Error(place, "too many values");
    Value value;
    value.place = place;
    if (node.IsScalar()) {
      value.kind = Value::Kind::kScalar;
      value.quoted = node.IsQuoted();
      value.scalar = Expand(node.Scalar(), environment_);
      if (!value.quoted && (value.scalar == "~" || value.scalar == "null")) {
        value.kind = Value::Kind::kNull;
      }
    } else if (node.IsSequence()) {
      value.kind = Value::Kind::kList;
      for (const YamlNode& item : node.items()) {
        auto converted = Convert(item, depth + 1);
        if (!converted.ok()) return converted;
        value.items.push_back(*std::move(converted));
      }
    } else if (node.IsMap()) {
      value.kind = Value::Kind::kMap;
      for (const YamlNode::Entry& entry : node.entries()) {
        if (!entry.first.IsScalar()) return Error(PlaceOf(entry.first), "a key must be text");
        const std::string& key = entry.first.Scalar();
        if (value.Find(key) != nullptr) {
          return Error(PlaceOf(entry.first), "the key '" + key + "' stands here twice");
        }
        auto converted = Convert(entry.second, depth + 1);
        if (!converted.ok()) return converted;
        // The key's place: a value may stand on another line, or nowhere.
        converted->place = PlaceOf(entry.first);
        value.entries.emplace_back(key, *std::move(converted));
      }
    }
    return value;
  }

 private:
  Place PlaceOf(const YamlNode& node) const {
    const YamlPlace at = node.place();
    return {source_, static_cast<int>(at.line) + 1, static_cast<int>(at.column) + 1};
  }
  static absl::Status Error(const Place& place, const std::string& what) {
    return absl::InvalidArgumentError(place.ToString() + ": " + what);
  }

  const std::string& source_;
  const Environment& environment_;
  size_t nodes_ = 0;
};

}  // namespace

absl::StatusOr<Value> ParseYaml(const std::string& text, const std::string& source,
                                const Environment& environment) {
  try {
    const YamlTree tree(text);
    const auto& documents = tree.documents();
    if (documents.size() > 1) {
      return absl::InvalidArgumentError(source + ": more than one YAML document");
    }
    if (documents.empty() || documents[0].IsNull() || !documents[0].IsDefined()) {
      return Value::Map({source, 1, 1});
    }
    return Converter(source, environment).Convert(documents[0], 0);
  } catch (const YAML::Exception& error) {
    const Place place = {source, error.mark.line + 1, error.mark.column + 1};
    return absl::InvalidArgumentError(place.ToString() + ": " + error.msg);
  }
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const auto failed = [&] {
    return absl::Status(absl::ErrnoToStatusCode(errno), path + ": " + std::strerror(errno));
  };
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return failed();
  std::string content;
  char buffer[16384];
  ssize_t n = 0;
  while ((n = read(fd, buffer, sizeof buffer)) > 0) content.append(buffer, static_cast<size_t>(n));
  const absl::Status status = n < 0 ? failed() : absl::OkStatus();
  close(fd);
  if (!status.ok()) return status;
  return content;
}

absl::StatusOr<Value> ParseYamlFile(const std::string& path, const Environment& environment) {
  auto text = ReadFile(path);
  if (!text.ok()) return text.status();
  return ParseYaml(*text, path, environment);
}

}  // namespace falco_run::config
