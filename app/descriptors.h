// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_DESCRIPTORS_H_
#define FALCO_RUN_APP_DESCRIPTORS_H_

// What keeper and engine do with the descriptors they were started with. All that falco-run
// opens itself is O_CLOEXEC; what lacks the flag was inherited and is meant for the program.
namespace falco_run::app {

// Puts /dev/null where stdin, stdout or stderr are closed, so that no descriptor of ours gets
// their numbers. For the program they stay closed. First thing in main().
void FillStandardDescriptors();

// Lets go of what was inherited but stderr, and of the working directory: whoever waits for
// the program to close a pipe or a lock, or unmounts its directory, must not wait for us. Not
// while the descriptor table is shared with the program.
void ReleaseInherited();

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_DESCRIPTORS_H_
