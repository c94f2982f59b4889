// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_HTTP_CONTENT_H_
#define FALCO_RUN_HTTP_CONTENT_H_

#include <cstddef>

#include "http/message.h"

namespace falco_run::http {

// Undoes Content-Encoding: gzip, and removes that header. Returns 0, or the HTTP status to refuse
// the request with: 400 not what it says, 413 more than `limit` bytes, 415 another encoding.
int DecodeContent(Request& request, size_t limit);

}  // namespace falco_run::http

#endif  // FALCO_RUN_HTTP_CONTENT_H_
