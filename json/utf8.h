// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_JSON_UTF8_H_
#define FALCO_RUN_JSON_UTF8_H_

#include <string_view>

namespace falco_run::json {

// Whether the text is well-formed UTF-8 (RFC 3629: no surrogates, nothing overlong). O(size), eight
// bytes at a time where it is ASCII.
bool IsUtf8(std::string_view text);

}  // namespace falco_run::json

#endif  // FALCO_RUN_JSON_UTF8_H_
