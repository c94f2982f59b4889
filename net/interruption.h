// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_NET_INTERRUPTION_H_
#define FALCO_RUN_NET_INTERRUPTION_H_

namespace falco_run::net {

// Makes whoever waits for a socket give up. Set once, from any thread; stays set.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  void Set();
  int fd() const { return fd_; }  // readable when it is set

 private:
  const int fd_;
};

}  // namespace falco_run::net

#endif  // FALCO_RUN_NET_INTERRUPTION_H_
