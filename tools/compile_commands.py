#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes compile_commands.json from `bazel aquery` (tested with 4.2.3)."""
import json, os, subprocess, sys

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
bazel = ["bazel"] + os.environ.get("BAZEL_STARTUP", "").split()
flags = sys.argv[1:] or ["--config=clang"]
q = subprocess.run(
    bazel + ["aquery", *flags, "--output=jsonproto", "--noshow_progress",
             'mnemonic("CppCompile", //...)'],
    cwd=root, check=True, stdout=subprocess.PIPE).stdout
out, seen = [], set()
for a in json.loads(q).get("actions", []):
    args = a["arguments"]
    src = args[args.index("-c") + 1]
    if src in seen:
        continue
    seen.add(src)
    args = [x for x in args if x not in ("-fno-canonical-system-headers",)]
    out.append({"directory": root, "file": src, "arguments": args})
with open(os.path.join(root, "compile_commands.json"), "w") as f:
    json.dump(out, f, indent=1)
print(len(out), "entries")
