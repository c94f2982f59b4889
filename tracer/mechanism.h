// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TRACER_MECHANISM_H_
#define FALCO_RUN_TRACER_MECHANISM_H_

namespace falco_run::tracer {

// What the user asked for.
enum class BackendChoice {
  kAuto,  // notify, else ptrace
  kNotify,
  kPtrace,
};

// How the kernel hands calls over to us; a filter that sits in the program belongs to the first
// two.
enum class Mechanism {
  kNotify,   // seccomp user notification
  kTrace,    // seccomp says which calls stop for ptrace
  kSyscall,  // every call stops for ptrace, without seccomp
};

}  // namespace falco_run::tracer

#endif  // FALCO_RUN_TRACER_MECHANISM_H_
