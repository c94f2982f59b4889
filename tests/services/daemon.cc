// SPDX-License-Identifier: Apache-2.0
#include "tests/services/daemon.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

namespace falco_run::tests {

namespace {

// Daemons are not where tests look for programs.
void LookInSbin() {
  setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
}

}  // namespace

bool IsInstalled(const std::string& program) {
  LookInSbin();
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

uint16_t FreePort() {
  // Below what the kernel gives to clients: a test that connects meanwhile does not take it.
  std::random_device random;
  std::uniform_int_distribution<uint16_t> ports(10000, 32000);
  for (int tries = 0; tries < 1000; ++tries) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const uint16_t port = ports(random);
    address.sin_port = htons(port);
    const bool is_free = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    close(fd);
    if (is_free) return port;
  }
  return 0;
}

bool Eventually(const std::function<bool()>& predicate) {
  for (int i = 0; i < 1200; ++i) {
    if (predicate()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

Daemon::Daemon(const std::vector<std::string>& argv, const std::string& log) : pid_(fork()) {
  if (pid_ != 0) return;
  LookInSbin();
  const int fd = open(log.empty() ? "/dev/null" : log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(fd, STDOUT_FILENO);
  dup2(fd, STDERR_FILENO);
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execvp(words[0], words.data());
  _exit(127);
}

Daemon::~Daemon() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

}  // namespace falco_run::tests
