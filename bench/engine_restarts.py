#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills the engine again and again while a program makes calls whose results are known.

  bench/engine_restarts.py FALCO_RUN BUSY_UNTIL [KILLS]

FALCO_RUN: the binary; BUSY_UNTIL: the mini-program of tests/testcases. Each kill comes at a random
time after the engine before has reported for duty. Prints how long nobody watched, how many calls
were let through unseen, and what the program says of its calls: its status is 0 if none failed.
"""
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time


def engine_of(keeper):
    with open(f"/proc/{keeper}/task/{keeper}/children") as f:
        for child in f.read().split():
            with open(f"/proc/{child}/comm") as comm:
                if comm.read().strip() == "falco-run":
                    return int(child)
    return None


def gaps(path):
    found = []
    with open(path) as f:
        for line in f:
            if line.endswith("\n"):
                alert = json.loads(line)
                if alert["rule"] == "Falco internal: engine restarted":
                    found.append(alert["output_fields"])
    return found


def main():
    falco_run, busy_until = sys.argv[1:3]
    kills = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    random.seed(1)
    with tempfile.TemporaryDirectory() as directory:
        alerts = os.path.join(directory, "alerts")
        stop = os.path.join(directory, "stop")
        run = subprocess.Popen(
            [falco_run, "--json", "--alerts", alerts, "-q", "--", busy_until, stop],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        time.sleep(1)
        done = 0
        while done < kills and run.poll() is None:
            time.sleep(random.random() / 20)
            engine = engine_of(run.pid)
            if engine is None:
                continue
            os.kill(engine, signal.SIGKILL)
            done += 1
            while run.poll() is None and len(gaps(alerts)) < done:
                time.sleep(0.002)
        open(stop, "w").close()
        out, _ = run.communicate()
        found = gaps(alerts)
    times = sorted(g["falco_run.unwatched_ms"] for g in found)
    calls = [g["falco_run.unwatched_calls"] for g in found]
    print(f"{done} kills, {len(found)} restarts; program: {out.strip()}, status {run.returncode}")
    print(f"unwatched ms: median {statistics.median(times)}, "
          f"p95 {times[int(len(times) * 0.95)]}, max {times[-1]}; "
          f"calls let through: median {statistics.median(calls)}, max {max(calls)}")
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
