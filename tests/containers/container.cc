// SPDX-License-Identifier: Apache-2.0
#include "tests/containers/container.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>

#include "tests/services/daemon.h"

namespace falco_run::tests {
namespace {

using Json = nlohmann::json;

constexpr const char* kDockersCapabilities[] = {
    "CAP_CHOWN",  "CAP_DAC_OVERRIDE", "CAP_FSETID",      "CAP_FOWNER",          "CAP_MKNOD",
    "CAP_SETGID", "CAP_SETUID",       "CAP_SETFCAP",     "CAP_SETPCAP",         "CAP_NET_RAW",
    "CAP_KILL",   "CAP_SYS_CHROOT",   "CAP_AUDIT_WRITE", "CAP_NET_BIND_SERVICE"};
constexpr const char* kHostFolders[] = {"/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc"};
constexpr int kUser = 65532;

std::string MakeId() {
  static std::atomic<int> count{0};
  char id[65];
  std::snprintf(id, sizeof id, "fa1c0%027x%032x", static_cast<unsigned>(getpid()),
                static_cast<unsigned>(++count));
  return id;
}

Json Bind(const std::string& inside, const std::string& outside, bool writable) {
  return {{"destination", inside},
          {"type", "bind"},
          {"source", std::filesystem::canonical(outside)},
          {"options", {"bind", writable ? "rw" : "ro"}}};
}

Json Tmpfs(const std::string& inside, const char* mode) {
  return {{"destination", inside},
          {"type", "tmpfs"},
          {"source", "tmpfs"},
          {"options", {"nosuid", "nodev", std::string("mode=") + mode}}};
}

// runc's own template, changed.
Json Configure(Json config, const ContainerSpec& spec) {
  Json& process = config["process"];
  process["terminal"] = false;
  process["args"] = spec.argv;
  for (const auto& [name, value] : spec.environment) process["env"].push_back(name + "=" + value);
  process["noNewPrivileges"] = spec.restricted;
  Json capabilities = Json::array();
  if (spec.restricted) {
    process["user"] = {{"uid", kUser}, {"gid", kUser}};
  } else {
    for (const char* name : kDockersCapabilities) capabilities.push_back(name);
  }
  process["capabilities"] = {
      {"bounding", capabilities}, {"effective", capabilities}, {"permitted", capabilities}};
  // A read-only root needs the places of mounts to be there; see the constructor.
  config["root"]["readonly"] = spec.restricted;
  Json& mounts = config["mounts"];
  if (spec.host_programs) {
    for (const char* folder : kHostFolders) {
      if (std::filesystem::exists(folder)) mounts.push_back(Bind(folder, folder, false));
    }
  }
  mounts.push_back(Tmpfs("/tmp", "1777"));
  for (const auto& [inside, outside] : spec.mounts) {
    mounts.push_back(Bind(inside, outside, inside == spec.writable));
  }
  Json namespaces = Json::array();
  for (const Json& n : config["linux"]["namespaces"]) {
    if (n["type"] != "network" && n["type"] != "cgroup") namespaces.push_back(n);
  }
  config["linux"]["namespaces"] = namespaces;
  return config;
}

void Append(std::vector<std::string>& list, const std::vector<std::string>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

}  // namespace

std::string Container::WhyNot() {
  if (geteuid() != 0) return "runc needs root here";
  if (!IsInstalled("runc")) return "runc is not installed";
  Container container({.argv = {"true"}});
  return container.Wait() == 0 ? "" : "runc does not run here: " + container.err();
}

Container::Container(const ContainerSpec& spec) : folder_(TempDir()), id_(MakeId()) {
  std::filesystem::create_directory(folder_ + "/rootfs");
  Execute({"sh", "-c", "cd " + folder_ + " && exec runc spec"});
  const Json config =
      Configure(Json::parse(ReadFile(folder_ + "/config.json"), nullptr, false), spec);
  WriteFile(folder_ + "/config.json", config.dump());
  for (const Json& mount : config["mounts"]) {
    const std::string place = folder_ + "/rootfs" + mount["destination"].get<std::string>();
    const bool file = mount["type"] == "bind" &&
                      !std::filesystem::is_directory(mount["source"].get<std::string>());
    // Within a folder that is itself mounted, it must be there.
    std::error_code ignored;
    std::filesystem::create_directories(file ? place.substr(0, place.rfind('/')) : place, ignored);
    if (file) WriteFile(place, "");
  }
  // runc gives what it mounts there the same mode.
  chmod((folder_ + "/rootfs/tmp").c_str(), 01777);
  pid_ = fork();
  if (pid_ != 0) return;
  dup2(open("/dev/null", O_RDWR), 0);
  const int err = open((folder_ + "/err").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(err, 1);
  dup2(err, 2);
  std::vector<std::string> argv = Runc({"run", "--bundle", folder_, id_});
  std::vector<char*> words;
  for (std::string& word : argv) words.push_back(word.data());
  words.push_back(nullptr);
  execvp(words[0], words.data());
  _exit(127);
}

Container::~Container() {
  Execute(Runc({"delete", "--force", id_}));
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

std::vector<std::string> Container::Runc(const std::vector<std::string>& arguments) const {
  std::vector<std::string> argv = {"runc", "--root", folder_ + "/state"};
  Append(argv, arguments);
  return argv;
}

RunResult Container::ExecOnTerminal(const std::string& command, const std::string& input) {
  std::string line;
  for (const std::string& word : Runc({"exec", "--tty", id_, command})) line += word + " ";
  return Execute({"script", "-qec", line, "/dev/null"}, input);
}

void Container::Signal(const std::string& name) { Execute(Runc({"kill", id_, name})); }

int Container::Wait() {
  int status = 0;
  if (!WaitFor([&] { return waitpid(pid_, &status, WNOHANG) == pid_; }, 20)) return -1;
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace falco_run::tests
