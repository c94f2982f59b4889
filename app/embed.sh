#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# embed.sh FILE FUNCTION: prints C++ that defines FUNCTION() with the text of FILE.
set -eu
cat <<END
// Made by embed.sh.
#include "app/rules_source.h"
namespace falco_run::app {
std::string_view $2() {
  static constexpr char kText[] =
END
# One raw string literal a line: compilers limit the length of a single literal.
sed -e 's/^/R"~~~~(/' -e 's/$/\n)~~~~"/' "$1"
cat <<'END'
      ;
  return {kText, sizeof kText - 1};
}
}  // namespace falco_run::app
END
