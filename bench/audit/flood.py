#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The memory of `falco-run audit` while clients post more than it can take.

    bench/audit/flood.py EVENTS [--falco-run FILE] [--clients 40] [--seconds 10] [-- OPTIONS...]

EVENTS holds a JSON event a line (FALCO_RUN_BENCH_AUDIT_EVENTS of audit_bench writes it). wrk posts the
first 100 of them again and again, by so many connections at once. Prints what was answered and how
soon, and the resident memory: before, the peak, and after. OPTIONS are those of falco-run audit.
"""
import argparse
import collections
import os
import re
import socket
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def memory(pid, key):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(re.search(rf"^{key}:\s+(\d+)", status.read(), re.M).group(1)) / 1024


# wrk's own count says only how many answers were errors.
POST = """
local file = assert(io.open("%s", "rb"))
local body = file:read("*a")
file:close()
local counts, threads = {}, {}
function setup(thread) table.insert(threads, thread) end
function init()
  statuses = ""
  post = wrk.format("POST", nil, {["Content-Type"] = "application/json"}, body)
end
function request() return post end
function response(status)
  counts[status] = (counts[status] or 0) + 1
  statuses = ""
  for s, n in pairs(counts) do statuses = statuses .. s .. ":" .. n .. " " end
end
function done(summary, latency)
  for _, thread in ipairs(threads) do io.write("STATUSES ", thread:get("statuses"), "\\n") end
  io.write("LATENCY ", latency:percentile(50), " ", latency:percentile(99), "\\n")
end
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("events", metavar="EVENTS")
    parser.add_argument("--falco-run", default=os.path.join(ROOT, "build/bin/falco-run"))
    parser.add_argument("--clients", type=int, default=40)
    parser.add_argument("--seconds", type=int, default=10)
    argv = sys.argv[1:]
    own = argv[:argv.index("--")] if "--" in argv else argv
    options = parser.parse_args(own)
    audit_options = argv[len(own) + 1:]
    with open(options.events, encoding="utf-8") as file:
        events = file.read().splitlines()
    body = '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[%s]}' % ",".join(events[:100])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        script, data = os.path.join(folder, "post.lua"), os.path.join(folder, "body")
        with open(data, "w", encoding="utf-8") as file:
            file.write(body)
        with open(script, "w", encoding="utf-8") as file:
            file.write(POST % data)
        with open(os.path.join(folder, "alerts"), "wb") as alerts:
            server = subprocess.Popen(
                [options.falco_run, "audit", "--listen", f"127.0.0.1:{port}", *audit_options],
                stdin=subprocess.DEVNULL, stdout=alerts, stderr=subprocess.PIPE, text=True)
            server.stderr.readline()  # it listens
            before = memory(server.pid, "VmRSS")
            wrk = subprocess.run(
                ["wrk", "-t", "1", "-c", str(options.clients), "-d", str(options.seconds), "-s",
                 script, f"http://127.0.0.1:{port}/k8s-audit"],
                check=True, capture_output=True, text=True).stdout
            peak, after = memory(server.pid, "VmHWM"), memory(server.pid, "VmRSS")
            server.terminate()
            summary = server.communicate()[1]
    answers = collections.Counter()
    for status, n in re.findall(r"(\d+):(\d+)", re.search("STATUSES (.*)", wrk).group(1)):
        answers[int(status)] += int(n)
    median, p99 = re.search(r"LATENCY (\S+) (\S+)", wrk).groups()
    print(f"{options.clients} clients, {len(body) >> 10} KiB a body: "
          + ", ".join(f"{n} x {status}" for status, n in sorted(answers.items())))
    print(f"{answers[200] * 100 / options.seconds:,.0f} events/s taken; an answer after "
          f"{float(median) / 1e3:.1f} ms (median), {float(p99) / 1e3:.1f} ms (p99)")
    print(f"resident: {before:.1f} MiB idle, {peak:.1f} MiB peak, {after:.1f} MiB after")
    print(summary.strip())
    return 0 if set(answers) <= {200, 429, 503} else 1


if __name__ == "__main__":
    sys.exit(main())
