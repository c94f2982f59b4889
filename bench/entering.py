#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures --watch-namespace: how soon a process that enters is found, and what watching costs when none does.

usage: entering.py FALCO_RUN [ENTRIES [IDLE_SECONDS]]     (as root)

Makes a pid namespace by unshare, with falco-run as its first process, and enters it by nsenter, one time after another.
Prints the distribution of the milliseconds from the entered shell's first command to the event's time (negative: it was
found before that), then the CPU time of falco-run's threads while nothing happens, with the option and without.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

RULES = """
- rule: entered
  desc: d
  condition: evt.type in (execve, execveat) and evt.res = SUCCESS
  output: "%evt.rawtime %proc.cmdline"
  priority: DEBUG
"""


class Container:
    """falco-run as the first process of a pid namespace."""

    def __init__(self, falco_run, directory, options):
        rules = os.path.join(directory, "rules.yaml")
        with open(rules, "w", encoding="utf-8") as file:
            file.write(RULES)
        self.alerts = os.path.join(directory, "alerts")
        self.comm = os.path.basename(falco_run)[:15]
        self.process = subprocess.Popen(
            ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child", falco_run, *options, "-q", "--json",
             "-r", rules, "--alerts=" + self.alerts, "--", "sleep", "100000"])
        self.init = 0
        while not self.events(" sleep 100000"):
            time.sleep(0.05)
        with open("/proc/%d/task/%d/children" % (self.process.pid, self.process.pid), encoding="ascii") as file:
            self.init = int(file.read().split()[0])

    def events(self, end):
        """The times (ns) of the events whose command line ends so."""
        try:
            with open(self.alerts, encoding="utf-8") as file:
                lines = file.read().splitlines()
        except FileNotFoundError:
            return []
        found = []
        for line in lines:
            try:
                fields = json.loads(line)["output_fields"]
            except ValueError:
                continue  # the last one, half written
            if (" " + fields["proc.cmdline"]).endswith(end):
                found.append(int(fields["evt.rawtime"]))
        return found

    def own_processes(self):
        pids, todo = [], [self.init]
        while todo:
            pid = todo.pop()
            with open("/proc/%d/comm" % pid, encoding="ascii") as file:
                if file.read().strip() != self.comm:
                    continue
            pids.append(pid)
            for task in os.listdir("/proc/%d/task" % pid):
                with open("/proc/%d/task/%s/children" % (pid, task), encoding="ascii") as file:
                    todo += [int(p) for p in file.read().split()]
        return pids

    def cpu_ns(self):
        total = 0
        for pid in self.own_processes():
            for task in os.listdir("/proc/%d/task" % pid):
                with open("/proc/%d/task/%s/schedstat" % (pid, task), encoding="ascii") as file:
                    total += int(file.read().split()[0])
        return total

    def close(self):
        self.process.kill()
        self.process.wait()


def entries(falco_run, count):
    with tempfile.TemporaryDirectory() as directory:
        container = Container(falco_run, directory, ["--watch-namespace"])
        delays = []
        for i in range(count):
            out = subprocess.run(
                ["nsenter", "--target", str(container.init), "--pid", "--mount", "bash", "-c",
                 "echo $EPOCHREALTIME; read -t 0.3 <> <(:); :", "x", "entry%d" % i],
                capture_output=True, text=True, check=False).stdout
            start = int(float(out.split()[0].replace(",", ".")) * 1e6) * 1000
            found = []
            deadline = time.monotonic() + 5
            while not found and time.monotonic() < deadline:
                found = container.events(" entry%d" % i)
                time.sleep(0.01)
            delays.append((found[0] - start) / 1e6 if found else float("inf"))
        container.close()
    delays.sort()
    missed = sum(d == float("inf") for d in delays)
    print("%d entries, %d missed; found after ms: least %.1f, median %.1f, 90 %% %.1f, most %.1f" % (
        count, missed, delays[0], delays[count // 2], delays[count * 9 // 10], delays[-1]))


def idle(falco_run, seconds):
    for options in ([], ["--watch-namespace"]):
        with tempfile.TemporaryDirectory() as directory:
            container = Container(falco_run, directory, options)
            time.sleep(1)
            before = container.cpu_ns()
            time.sleep(seconds)
            used = container.cpu_ns() - before
            container.close()
        print("idle for %d s%s: %.2f ms of CPU time, %.3f %% of a CPU" % (
            seconds, " with --watch-namespace" if options else "", used / 1e6, used / seconds / 1e7))


def main():
    falco_run = os.path.abspath(sys.argv[1])
    entries(falco_run, int(sys.argv[2]) if len(sys.argv) > 2 else 50)
    idle(falco_run, int(sys.argv[3]) if len(sys.argv) > 3 else 20)


main()
