// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_ENGINE_FORMAT_JSON_TEXT_H_
#define FALCO_RUN_ENGINE_FORMAT_JSON_TEXT_H_

#include <string>
#include <string_view>

// Parts of JSON as nlohmann::json writes them, byte for byte, without a tree of values to be
// made first: alerts are many and their texts are mostly plain.
namespace falco_run::engine {

// Appends `text` as the inside of a JSON string: quotes, backslashes and control characters
// escaped, U+FFFD for what is not UTF-8. O(size).
//
//   AppendEscaped("say \"hi\"", out);  // say \"hi\"
void AppendEscaped(std::string_view text, std::string& out);

// The same in quotes.
void AppendJsonString(std::string_view text, std::string& out);

// "0.5", "1e+20"; "null" for what JSON cannot say.
void AppendJsonReal(double value, std::string& out);

}  // namespace falco_run::engine

#endif  // FALCO_RUN_ENGINE_FORMAT_JSON_TEXT_H_
