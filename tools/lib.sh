# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Shared by the scripts of this folder: `. "$(dirname "$(readlink -f "$0")")/lib.sh"`.
# Sets ROOT (the repository) and BUILD (scratch and results, ignored by git).
set -euo pipefail

ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
export BUILD=$ROOT/build

# What the caller's environment says about compilers must not change what is built.
unset CC CXX CPP CFLAGS CXXFLAGS CPPFLAGS LDFLAGS BAZEL_COMPILER BAZEL_CXXOPTS BAZEL_LINKOPTS \
  CPLUS_INCLUDE_PATH C_INCLUDE_PATH CPATH PKG_CONFIG_PATH PKG_CONFIG_LIBDIR

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() {
  say "$@"
  exit 1
}

# bazel COMMAND ARGS...: in the repository, never reading our standard input.
# BAZEL_STARTUP holds extra startup options, e.g. --output_base=/tmp/ob.
bazel() {
  # shellcheck disable=SC2086  # a list of options
  (cd "$ROOT" && command bazel ${BAZEL_STARTUP:-} "$@" </dev/null)
}

# packages GROUP...: the Debian packages of these groups (default: all).
packages() {
  awk -v groups=" $* " '
    /^#/ || NF < 2 { next }
    groups == "  " || index(groups, " " $1 " ") { if (!seen[$2]++) print $2 }' \
    "$ROOT/tools/packages.txt"
}

# missing_packages GROUP...: those of them that are not installed; about 10 ms. Of "a|b", b is as
# good as a: a is missing if there is neither.
missing_packages() {
  local wanted names
  mapfile -t wanted < <(packages "$@")
  mapfile -t names < <(printf '%s\n' "${wanted[@]}" | tr '|' '\n')
  dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${names[@]}" 2>/dev/null |
    awk -v wanted="${wanted[*]}" '
      $1 == "installed" { have[$2] = 1 }
      END {
        n = split(wanted, w, " ")
        for (i = 1; i <= n; i++) {
          found = 0
          m = split(w[i], names, "|")
          for (j = 1; j <= m; j++) found = found || (names[j] in have)
          if (!found) print names[1]
        }
      }' || true
}

# setup GROUP...: installs what is missing, and nothing when nothing is.
setup() {
  if ! command -v dpkg-query >/dev/null; then
    # Not a Debian: somebody else's packages may do, the build will tell.
    command -v bazel >/dev/null || die "this is not Debian 12; install the equivalents of:" \
      "$(packages "$@" | tr '\n' ' ')"
    return
  fi
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -eq 0 ] || "$ROOT/tools/install" "${missing[@]}"
}
