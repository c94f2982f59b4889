#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that need no compiler; see tools/lint.

usage: lint_text.py FILE...     (paths from the root of the repository)
"""
import os
import re
import sys

SOURCE = re.compile(r"\.(cc|h|c|py|sh|bzl|proto)$|(^|/)(BUILD\.bazel|WORKSPACE)$")
MAX_LINES, MAX_README = 1000, 20

# Where packages come from is the business of the machine. Rules may name image registries, which
# are no URLs.
MIRROR = re.compile(r"(https?|ftp)://[^\s/\"'<>]*(mirror|artifact|registry|nexus|pypi|npmjs|proxy)"
                    r"|^\s*deb(-src)? .*(https?|ftp)://|--(extra-)?index-url|^\s*registry\s*=",
                    re.IGNORECASE | re.MULTILINE)


def guard(path):
    return "FALCO_RUN_%s_" % re.sub(r"[^A-Z0-9]", "_", path.upper())


def problems(path, text):
    """What is wrong with one file."""
    lines = text.split("\n")
    script = text.startswith("#!")
    count = len(lines) - text.endswith("\n")
    if SOURCE.search(path) or script:
        if not any("SPDX-License-Identifier: Apache-2.0" in line for line in lines[:3]):
            yield "no SPDX line at the top"
        if count > MAX_LINES:
            yield "%d lines, at most %d" % (count, MAX_LINES)
    if path.endswith(".h") and "#ifndef %s\n#define %s\n" % (guard(path), guard(path)) not in text:
        yield "the include guard is not " + guard(path)
    tutorial = path.startswith("examples/")
    if path.endswith("/README.md") and count > MAX_README and not tutorial:
        yield "%d lines, at most %d" % (count, MAX_README)
    if path != "tools/lint_text.py":
        for match in MIRROR.finditer(text):
            yield "names where packages come from: " + match.group(0).strip()
    if text and not text.endswith("\n"):
        yield "no newline at the end"


def main():
    found = 0
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            data = file.read()
        if b"\0" in data or path.startswith(("LICENSE", "tests/fuzz/corpus/")):
            continue
        for problem in problems(path, data.decode("utf-8", "replace")):
            print("%s: %s" % (path, problem))
            found += 1
    folders = {p.split("/")[0] for p in sys.argv[1:] if "/" in p and not p.startswith(".")}
    for folder in sorted(folders):
        if not os.path.exists(os.path.join(folder, "README.md")):
            print("%s: no README.md" % folder)
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
