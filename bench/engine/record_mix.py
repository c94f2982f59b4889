#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records what real programs open, for engine_bench.

    bench/engine/record_mix.py > bench/engine/mix.tsv

Runs a few everyday programs under strace and writes one line a fact, in the order they happened:

    process ID PARENT COMM EXE ARGS...   a process after its exec (or fork), from now on ID
    openat  ID FLAGS PATH                flags as Linux passes them

PATH is absolute. Needs strace, gcc, python3, git and nginx.
"""
import os
import re
import subprocess
import sys
import tempfile

WORKLOADS = [
    ["gcc", "-O1", "-o", "main", "main.c"],
    ["g++", "-c", "main.cc"],
    ["python3", "-c", "import json, http.client, sqlite3"],
    ["git", "-C", "repo", "status"],
    ["find", "/etc", "-maxdepth", "1", "-name", "*.conf"],
    ["nginx", "-t", "-p", ".", "-c", "nginx.conf"],
    ["sh", "script.sh"],
    ["tar", "-cf", "out.tar", "repo"],
]

FILES = {
    "main.c": '#include <stdio.h>\nint main(void) { puts("x"); return 0; }\n',
    "main.cc": "#include <iostream>\n#include <vector>\nint main() { std::cout << 1; }\n",
    "nginx.conf": "daemon off;\npid nginx.pid;\nerror_log stderr;\nevents {}\nhttp {}\n",
    "script.sh": "for i in 1 2 3 4; do date >out.$i; cat out.$i | sort | uniq -c >>log; done\n"
    "ls -l /tmp >/dev/null; id >>log; grep -c root /etc/passwd; cp log copy; rm -f out.*\n",
}

FLAGS = {name: getattr(os, name) for name in dir(os) if name.startswith("O_")}
LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def whole_calls(lines):
    """Puts calls that strace printed in two parts together, where they began."""
    calls, open_calls = [], {}
    for line in lines:
        pid = line.split(" ", 1)[0]
        if line.endswith("<unfinished ...>"):
            open_calls[pid] = len(calls)
            calls.append(line[: -len("<unfinished ...>")])
        elif "resumed>" in line and pid in open_calls:
            calls[open_calls.pop(pid)] += line.split("resumed>", 1)[1]
        else:
            calls.append(line)
    return calls


class Recorder:
    def __init__(self, root):
        self.root = root
        self.count = 0
        self.current = {}  # pid -> (ID, comm, exe, args)
        self.process(0, 0, "bash", "/usr/bin/bash", [])

    def process(self, pid, parent, comm, exe, args):
        self.count += 1
        self.current[pid] = (self.count, comm, exe, args)
        print("process", self.count, parent, comm, exe, *args, sep="\t")

    def execve(self, pid, text):
        exe, *argv = STRING.findall(text)
        parent = self.current[pid][0] if pid in self.current else 1
        self.process(pid, parent, os.path.basename(exe)[:15], exe, argv[1:])

    def fork(self, pid, child):
        if pid in self.current:
            parent, comm, exe, args = self.current[pid]
            self.process(child, parent, comm, exe, args)

    def openat(self, pid, text):
        if pid not in self.current or not text.startswith("AT_FDCWD"):
            return
        path = STRING.search(text).group(1)
        words = text[text.rindex('"') + 1 :].split(",")[1].strip()
        flags = sum(FLAGS.get(word, 0) for word in words.split("|"))
        path = os.path.normpath(os.path.join("/home/ann/src", path))
        path = path.replace(self.root, "/home/ann/src")
        print("openat", self.current[pid][0], flags, path, sep="\t")

    def read(self, lines):
        for line in lines:
            m = LINE.match(line)
            if m is None:
                continue
            pid, call, text, result = int(m[1]), m[2], m[3], int(m[4])
            if call == "execve" and result == 0:
                self.execve(pid, text)
            elif call in ("fork", "vfork", "clone", "clone3") and "CLONE_THREAD" not in text:
                self.fork(pid, result)
            elif call == "openat":
                self.openat(pid, text)


def main():
    with tempfile.TemporaryDirectory() as root:
        for name, text in FILES.items():
            with open(os.path.join(root, name), "w") as f:
                f.write(text)
        subprocess.run(["git", "init", "-q", "repo"], cwd=root, check=True)
        for i in range(20):
            with open(os.path.join(root, "repo", f"file{i}.c"), "w") as f:
                f.write("int x;\n")
        recorder = Recorder(root)
        for command in WORKLOADS:
            trace = os.path.join(root, "trace")
            subprocess.run(
                ["strace", "-f", "-qq", "-s", "4096", "-o", trace, "-e"]
                + ["trace=execve,openat,fork,vfork,clone,clone3"]
                + command,
                cwd=root,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            with open(trace) as f:
                lines = f.read().splitlines()
            recorder.read(whole_calls(lines))


if __name__ == "__main__":
    sys.exit(main())
