// SPDX-License-Identifier: Apache-2.0
// What Debian's librdkafka asks of others, in the way that we need it.
#include <fcntl.h>
#include <unistd.h>

extern "C" {

// Its threads wake each other by pipes that a program which is started would inherit: linked with
// --wrap=pipe.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
int __wrap_pipe(int fds[2]) { return pipe2(fds, O_CLOEXEC); }

// Cyrus SASL. librdkafka has PLAIN and SCRAM itself and needs it for Kerberos only, which there
// is no static library of, nor a key of Falcosidekick's for.
int sasl_client_init(const void*) { return 0; }
int sasl_client_new(...) { return -1; }
int sasl_client_start(...) { return -1; }
int sasl_client_step(...) { return -1; }
int sasl_getprop(...) { return -1; }
int sasl_listmech(...) { return -1; }
void sasl_dispose(void*) {}
const char* sasl_errdetail(void*) { return ""; }
const char* sasl_errstring(int, const char*, const char**) { return "there is no Kerberos here"; }

}  // extern "C"
