#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# embed.sh FILE HEADER NAMESPACE FUNCTION: prints C++ that defines the function, declared in HEADER
# as `std::string_view FUNCTION();` in NAMESPACE, to return the text of FILE.
set -eu
cat <<END
// Made by embed.sh.
#include "$2"
namespace $3 {
std::string_view $4() {
  static constexpr char kText[] =
END
# One raw string literal a line: compilers limit the length of a single literal.
sed -e 's/^/R"~~~~(/' -e 's/$/\n)~~~~"/' "$1"
cat <<END
      ;
  return {kText, sizeof kText - 1};
}
}  // namespace $3
END
