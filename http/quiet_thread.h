// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_QUIET_THREAD_H_
#define FALCO_RUN_HTTP_QUIET_THREAD_H_

#include <csignal>
#include <thread>
#include <utility>

namespace falco_run::http {

// A thread that takes no signals: they are for the threads of the application. Throws
// std::system_error where there can be no more threads.
template <class Function>
std::thread StartQuietThread(Function function) {
  struct BlockSignals {
    BlockSignals() {
      sigset_t all;
      sigfillset(&all);
      pthread_sigmask(SIG_SETMASK, &all, &before);
    }
    ~BlockSignals() { pthread_sigmask(SIG_SETMASK, &before, nullptr); }
    sigset_t before;
  } blocked;
  return std::thread(std::move(function));
}

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_QUIET_THREAD_H_
