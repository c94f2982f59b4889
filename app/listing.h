// SPDX-License-Identifier: Apache-2.0
#ifndef FALCO_RUN_APP_LISTING_H_
#define FALCO_RUN_APP_LISTING_H_

#include <string>
#include <string_view>

// What the listings (-L, -l, --list, --list-events) share.
namespace falco_run::app {

enum class ListFormat { kText, kMarkdown, kJson };

// Whether stdout may have colours: a terminal, and $NO_COLOR is not set.
bool ColourWanted();

// `text` in bold where `colour` says so.
std::string Bold(std::string_view text, bool colour);

// Breaks `text` at blanks into lines of at most `width` bytes (longer words stay whole); lines
// after the first begin with `indent` blanks. No newline at the end.
std::string Wrap(std::string_view text, size_t width, size_t indent);

// `text` for a cell of a Markdown table: on one line, `|` escaped.
std::string Cell(std::string_view text);

}  // namespace falco_run::app

#endif  // FALCO_RUN_APP_LISTING_H_
