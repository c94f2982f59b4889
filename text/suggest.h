// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_TEXT_SUGGEST_H_
#define FALCO_RUN_TEXT_SUGGEST_H_

#include <string>
#include <string_view>
#include <vector>

namespace falco_run {

// The candidate that `word` was most likely meant to be; "" if none is near (more than a
// third of the letters differ). O(length of all candidates times length of the word).
std::string ClosestName(std::string_view word, const std::vector<std::string>& candidates);

// What to append to an error: "; did you mean 'proc.name'?" or, where none is near and there
// are few, "; there are a, b and c". May be "".
std::string Suggestion(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace falco_run

#endif  // FALCO_RUN_TEXT_SUGGEST_H_
