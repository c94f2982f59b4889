#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How fast falco-run is there, how fast alerts are, and what its processes weigh.

  bench/latency.py FALCO_RUN ALERT_LATENCY [FALCO-RUN OPTION...]

ALERT_LATENCY: the program of bench/programs. Prints the time from starting falco-run to the first
instruction of the program (bare beside it, paired), the time from before an open to the moment at
which the program itself can read the alert about it, and the memory (PSS: what is shared is split)
of keeper and engine while it runs. The options are falco-run's, for other rules.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time


def first_instruction(command):
    """ms from starting the command until its program says that it runs."""
    start = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return (float(out.stdout.split()[0]) - start) / 1e6


def pss(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))


def quantiles(name, values, unit):
    values = sorted(values)
    print(f"{name}: median {statistics.median(values):.2f} {unit}, "
          f"p99 {values[int(len(values) * 0.99)]:.2f}, max {values[-1]:.2f} ({len(values)} times)")


def main():
    falco_run, program = (os.path.abspath(a) for a in sys.argv[1:3])
    wrapper = [falco_run, "-q", *sys.argv[3:], "--alerts=/dev/null", "--"]
    bare, wrapped = [], []
    for _ in range(30):
        bare.append(first_instruction([program, "0"]))
        wrapped.append(first_instruction([*wrapper, program, "0"]))
    quantiles("bare: first instruction", bare, "ms")
    quantiles("falco-run: first instruction", wrapped, "ms")

    count = 1000
    with tempfile.TemporaryDirectory() as directory:
        rules = os.path.join(directory, "rule.yaml")
        marker = os.path.join(directory, "marker")
        open(marker, "w").close()
        with open(rules, "w") as file:
            file.write("- rule: marked\n  desc: d\n  priority: INFO\n  output: \"%fd.name\"\n"
                       f"  condition: evt.type in (open, openat) and fd.name={marker}\n")
        reader, writer = os.pipe()
        run = subprocess.Popen(
            [falco_run, "-q", *sys.argv[3:], "-r", rules, f"--alerts=fd:{writer}", "--", program,
             str(count), marker, str(reader)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=(reader, writer))
        os.close(writer)
        time.sleep(1)
        with open(f"/proc/{run.pid}/task/{run.pid}/children") as file:
            engine = int(file.read().split()[0])
        weights = pss(run.pid), pss(engine)
        out, _ = run.communicate()
    quantiles("open to readable alert", [float(line) / 1e3 for line in out.split()[1:]], "us")
    print(f"keeper {weights[0] / 1024:.1f} MiB, engine {weights[1] / 1024:.1f} MiB (PSS)")


if __name__ == "__main__":
    main()
