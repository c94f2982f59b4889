// SPDX-License-Identifier: Apache-2.0
#include "engine/describe/process_description.h"

#include <cstring>

#include "engine/describe/process_keys.h"

namespace falco_run::engine {
namespace {

constexpr size_t kMaxAncestors = 64;
constexpr uint32_t kOrdinaryUser = 1000;

// proc.aname for proc.name, if rules have such a field.
std::string AncestorField(const ProcessKey& key) {
  static constexpr const char* kNames[] = {"name", "exe", "exepath", "cmdline", "args", "pid"};
  for (const char* name : kNames) {
    if (std::strcmp(key.name, name) == 0) return std::string("proc.a") + name;
  }
  return "";
}

absl::Status SetKey(const ProcessKey& key, const YamlEntry& entry, size_t depth, Scene& scene) {
  proto::Process& process = scene.Ancestor(depth);
  if (absl::Status s = key.set(entry.value, process, scene.event.time_ns()); !s.ok()) return s;
  if (std::strcmp(key.name, "uid") == 0) scene.uid_given[depth] = true;
  // What is stated is compared with what rules read.
  if (!entry.value.IsScalar() || key.field == nullptr) return absl::OkStatus();
  if (depth == 0) {
    scene.stated.push_back({key.field, std::nullopt, entry.value, entry.key.Mark()});
  } else if (std::string field = AncestorField(key); !field.empty()) {
    scene.stated.push_back(
        {std::move(field), std::to_string(depth), entry.value, entry.key.Mark()});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status DescribeProcess(const YAML::Node& node, size_t depth, Scene& scene) {
  if (depth > kMaxAncestors) {
    return Mistake(node, "more than " + std::to_string(kMaxAncestors) + " ancestors");
  }
  auto entries = ReadEntries(node, depth == 0 ? "process" : "parent");
  if (!entries.ok()) return entries.status();
  scene.Ancestor(depth);
  for (const YamlEntry& entry : *entries) {
    if (entry.name == "parent") {
      if (absl::Status s = DescribeProcess(entry.value, depth + 1, scene); !s.ok()) return s;
      continue;
    }
    const ProcessKey* found = nullptr;
    std::vector<std::string> known = {"parent"};
    for (const ProcessKey& key : ProcessKeys()) {
      known.emplace_back(key.name);
      if (entry.name == key.name) found = &key;
    }
    if (found == nullptr) return UnknownKey(entry, known);
    if (absl::Status s = SetKey(*found, entry, depth, scene); !s.ok()) return s;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> DescribeProcessField(const std::string& field,
                                          const std::optional<std::string>& arg,
                                          const YAML::Node& value, Scene& scene) {
  if (field == "proc.env" && arg) {
    auto text = ReadText(value);
    if (!text.ok()) return text.status();
    scene.Ancestor(0).add_env(*arg + "=" + *text);
    return true;
  }
  for (const ProcessKey& key : ProcessKeys()) {
    if (key.field == nullptr) continue;
    size_t depth = 0;
    bool matches = field == key.field && !arg;
    if (!matches && field == "proc.p" + std::string(key.name) && !arg) {
      matches = true;
      depth = 1;
    }
    if (!matches && arg && field == AncestorField(key)) {
      auto number = ReadInteger(YAML::Node(*arg));
      if (!number.ok() || *number < 0 || *number > static_cast<int64_t>(kMaxAncestors)) {
        return Mistake(value, field + "[" + *arg + "]: the number of an ancestor is expected");
      }
      matches = true;
      depth = static_cast<size_t>(*number);
    }
    if (!matches) continue;
    proto::Process& process = scene.Ancestor(depth);
    if (absl::Status s = key.set(value, process, scene.event.time_ns()); !s.ok()) return s;
    if (std::strcmp(key.name, "uid") == 0) scene.uid_given[depth] = true;
    return true;
  }
  return false;
}

void CompleteProcesses(uint64_t first_id, int32_t first_pid, Scene& scene) {
  scene.Ancestor(0);
  const size_t n = scene.chain.size();
  // The eldest is announced first and has the lowest numbers.
  for (size_t i = 0; i < n; ++i) {
    proto::Process& p = scene.chain[i];
    p.set_id(first_id + (n - 1 - i));
    if (p.pid() == 0) p.set_pid(first_pid + static_cast<int32_t>(n - 1 - i));
    if (i + 1 < n) p.set_parent_id(first_id + (n - 2 - i));
    if (p.comm().empty()) {
      const std::string& path = p.exe_path().empty() ? p.exe() : p.exe_path();
      p.set_comm(path.substr(path.rfind('/') + 1).substr(0, kMaxComm));
    }
    if (p.exe().empty()) p.set_exe(p.comm());
    if (p.cwd().empty()) p.set_cwd("/");
    const bool root = p.user_name().empty() || p.user_name() == "root";
    if (!scene.uid_given[i] && !root) p.set_uid(kOrdinaryUser);
  }
  for (size_t i = 0; i + 1 < n; ++i) scene.chain[i].set_ppid(scene.chain[i + 1].pid());
}

}  // namespace falco_run::engine
