// SPDX-License-Identifier: Apache-2.0
// leader_exits PATH: the first thread ends; a second one opens PATH after that. Linked
// statically, so that this is the first call that rules ask about.
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

// The leader is a zombie once /proc says so.
bool LeaderIsGone() {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/stat", getpid());
  std::FILE* file = std::fopen(path, "r");
  if (file == nullptr) return false;
  char text[512] = {};
  const size_t n = std::fread(text, 1, sizeof text - 1, file);
  std::fclose(file);
  const char* close = n > 0 ? std::strrchr(text, ')') : nullptr;
  return close != nullptr && close[2] == 'Z';
}

void* OpenLater(void* path) {
  while (!LeaderIsGone()) usleep(1000);
  const int fd = open(static_cast<const char*>(path), O_RDONLY);
  std::exit(fd >= 0 ? 0 : 1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  pthread_t thread;
  if (pthread_create(&thread, nullptr, OpenLater, argv[1]) != 0) return 3;
  pthread_exit(nullptr);
}
