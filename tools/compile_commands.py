#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes compile_commands.json for clangd and clang-tidy, from `bazel aquery`.

usage: compile_commands.py [BAZEL FLAGS]     (default: --config=clang)

Nothing is compiled; generated headers exist once they were built:
    bazel build --config=clang //proto:all
"""
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FLAGS = sys.argv[1:] or ["--config=clang"]


def bazel(command, *arguments):
    startup = os.environ.get("BAZEL_STARTUP", "").split()
    return subprocess.run(["bazel", *startup, command, *FLAGS, *arguments], cwd=ROOT, check=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout


def main():
    # The link bazel-out in the repository may be another output base's, or missing.
    output = bazel("info", "output_path").decode().strip()
    query = bazel("aquery", "--output=jsonproto", 'mnemonic("CppCompile", //...)')
    entries = {}
    for action in json.loads(query).get("actions", []):
        arguments = [a.replace("bazel-out/", output + "/") if a.startswith("bazel-out/") else a
                     for a in action["arguments"] if a != "-fno-canonical-system-headers"]
        source = arguments[arguments.index("-c") + 1]
        if not source.startswith("/"):  # not generated
            entries.setdefault(source, {"directory": ROOT, "file": source, "arguments": arguments})
    with open(os.path.join(ROOT, "compile_commands.json"), "w", encoding="utf-8") as file:
        json.dump(list(entries.values()), file, indent=1)
    print("compile_commands.json: %d files" % len(entries))


if __name__ == "__main__":
    main()
