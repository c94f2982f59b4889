// SPDX-License-Identifier: Apache-2.0
// exec_failing DIR: execs that cannot work, each reported with its errno; leaves files in DIR.
// The process must come out of each as it was. Exit status 0.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

#include "tests/testcases/report.h"

static std::string MakeFile(const std::string& path, const char* content, mode_t mode) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (write(fd, content, strlen(content)) < 0) _exit(1);
  close(fd);
  chmod(path.c_str(), mode);
  return path;
}

static void Try(const char* what, const char* path) {
  char name[] = "nothing";
  char* args[] = {name, nullptr};
  Report(what, execve(path, args, environ));
}

int main(int argc, char** argv) {
  if (argc < 2) return 125;
  const std::string dir = argv[1];
  Try("missing", (dir + "/missing").c_str());
  Try("not executable", MakeFile(dir + "/plain", "#!/bin/sh\n", 0644).c_str());
  Try("no format", MakeFile(dir + "/noformat", "neither ELF nor script", 0755).c_str());
  Try("empty", MakeFile(dir + "/empty", "", 0755).c_str());
  Try("missing interpreter", MakeFile(dir + "/script", "#!/no/such/thing\n", 0755).c_str());
  Try("directory", dir.c_str());
  Try("below a file", (dir + "/plain/x").c_str());
  Try("null path", nullptr);
  Report("bad argv", syscall(SYS_execve, "/bin/true", 8, environ));
  return 0;
}
