// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TESTS_CONTAINERS_CONTAINER_H_
#define FALCO_RUN_TESTS_CONTAINERS_CONTAINER_H_

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "tests/end_to_end/harness.h"

namespace falco_run::tests {

// What a container is made of.
struct ContainerSpec {
  std::vector<std::string> argv;
  std::map<std::string, std::string> environment;
  std::map<std::string, std::string> mounts;  // path inside -> file or folder; read-only
  std::string writable;                       // of these, the one that may be written to
  bool host_programs = true;                  // /usr and so on are the host's
  bool restricted = false;  // as Pod Security wants it: user 65532, no capabilities, no new
                            // privileges, a read-only root; else as docker's defaults
};

// A container of runc's, with its own process, mount, IPC and UTS namespaces. Ended in the end.
class Container {
 public:
  // Why no container can be run here; "" if one can. Tries it.
  static std::string WhyNot();

  explicit Container(const ContainerSpec& spec);
  ~Container();
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;

  const std::string& id() const { return id_; }  // 64 hex digits

  // What `runc exec` of this does, on a terminal, with `input` typed.
  RunResult ExecOnTerminal(const std::string& command, const std::string& input);

  // Sends a signal to the first process.
  void Signal(const std::string& name);
  // The exit status, -1 if it does not end within 20 s.
  int Wait();
  // Of the container and of runc.
  std::string err() const { return ReadFile(folder_ + "/err"); }

 private:
  std::vector<std::string> Runc(const std::vector<std::string>& arguments) const;

  const std::string folder_;
  const std::string id_;
  pid_t pid_ = -1;
};

}  // namespace falco_run::tests

#endif  // FALCO_RUN_TESTS_CONTAINERS_CONTAINER_H_
