#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares a suite's results bare and wrapped.

usage: compare.py SUITE BACKEND BARE WRAPPED KNOWN

Prints `N same, N differ (N known)` and a line for each test that differs. A line of KNOWN is
SUITE BACKEND TEST REASON; `*` as backend stands for all, TEST is a pattern of shells.
"""
import collections
import fnmatch
import sys


def read(path):
    results = collections.defaultdict(list)
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            name, _, result = line.rstrip("\n").partition("\t")
            results[name].append(result)
    return {name: sorted(values) for name, values in results.items()}


def read_known(path, suite, backend):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            fields = line.split(None, 3)
            if len(fields) == 4 and fields[0] == suite and fields[1] in ("*", backend):
                yield fields[2], fields[3].strip()


def main():
    suite, backend, bare_path, wrapped_path, known_path = sys.argv[1:]
    bare, wrapped = read(bare_path), read(wrapped_path)
    known = list(read_known(known_path, suite, backend))
    same = differ = expected = 0
    lines = []
    if not bare:
        differ += 1
        lines.append("  there are no results of the bare run")
    for name in sorted(bare.keys() | wrapped.keys()):
        b, w = bare.get(name, ["missing"]), wrapped.get(name, ["missing"])
        reason = next((r for pattern, r in known if fnmatch.fnmatchcase(name, pattern)), None)
        if b == w:
            same += 1
        elif reason:
            expected += 1
            lines.append("  known: %s: %s, wrapped %s: %s" % (name, ",".join(b), ",".join(w), reason))
        else:
            differ += 1
            lines.append("  DIFFERS: %s: %s, wrapped %s" % (name, ",".join(b), ",".join(w)))
    print("\n".join(["%d same, %d differ (%d known)" % (same, differ, expected)] + lines))


main()
