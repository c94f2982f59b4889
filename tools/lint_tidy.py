#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs clang-tidy on files, one a CPU, and begins none after some seconds.

usage: lint_tidy.py SECONDS FILE...      (compile_commands.json must exist)
"""
import concurrent.futures
import json
import os
import subprocess
import sys
import time


def main():
    deadline = time.monotonic() + float(sys.argv[1])
    with open("compile_commands.json", encoding="utf-8") as file:
        known = {entry["file"] for entry in json.load(file)}
    files = [f for f in sys.argv[2:] if f in known]
    for name in sorted(set(sys.argv[2:]) - set(files)):
        print("clang-tidy: %s is in no target of Bazel" % name)

    def tidy(name):
        if time.monotonic() > deadline:
            return None
        run = subprocess.run(["clang-tidy-14", "--quiet", "-p", ".", name], check=False,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        if run.returncode:
            print(run.stdout.decode(errors="replace") or run.stderr.decode(errors="replace"),
                  flush=True)
        return run.returncode

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        codes = list(pool.map(tidy, files))
    left = codes.count(None)
    print("clang-tidy: %d files%s" % (len(files) - left,
                                      ", no time for %d older ones" % left if left else ""))
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
