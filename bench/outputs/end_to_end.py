#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What outputs cost the wrapped program, and how fast alerts arrive, on whole processes.

  end_to_end.py dead-endpoint FALCO_RUN OPEN_LOOP   a loop of opens that rules look at, beside a process
        that raises an alert every 10 ms (--flood: every open raises one), paired: alerts to a file
        alone, and also to an endpoint that refuses connections, or takes them and says nothing
  end_to_end.py slack FALCO_RUN   from the start of a shell in a wrapped program until the request in
        Slack's format has been read by a server here
"""
import argparse
import http.server
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

OPENS = 20000

RULES = """
- rule: Secret touched
  desc: d
  condition: evt.type in (open, openat) and fd.name = %s
  output: "file=%%fd.name"
  priority: CRITICAL
- rule: Shell started
  desc: d
  condition: evt.type in (execve, execveat) and proc.name = sh and evt.dir = <
  output: "shell=%%proc.cmdline"
  priority: CRITICAL
"""


def load():
    return "load average %s" % open("/proc/loadavg").read().split()[0]


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def silent_server():
    """Takes connections into its backlog and never answers."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    return listener, listener.getsockname()[1]


def refused_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def dead_endpoint(args):
    directory = tempfile.mkdtemp()
    secret = directory + "/secret"
    open(secret, "w").close()
    rules = directory + "/rules.yaml"
    with open(rules, "w") as file:
        file.write(RULES % secret)
    listener, silent = silent_server()
    keep = "http_output={enabled: true, keep_alive: true, url: 'http://127.0.0.1:%d/'}"
    variants = {
        "file alone": [],
        "connection refused": ["-o", keep % refused_port()],
        "no answer": ["-o", keep % silent],
        "file alone, again": [],  # how much is chance
    }

    loop = "exec %s %d %s" % (args.open_loop, OPENS, secret)
    if not args.flood:
        open(directory + "/other", "w").close()
        loop = ("while :; do cat %s; sleep 0.01; done & %s %d %s/other; kill $!" %
                (secret, args.open_loop, OPENS, directory))

    def run(options):
        result = subprocess.run(
            [args.falco_run, "-q", "-r", rules, "--alerts=" + directory + "/alerts",
             "-o", "outputs.exit_deadline=0"] + options + ["--", "sh", "-c", loop],
            stdout=subprocess.PIPE, check=True)
        os.unlink(directory + "/alerts")
        return float(result.stdout.split()[0])

    samples = {name: [] for name in variants}
    before = load()
    for _ in range(args.runs):
        for name, options in variants.items():
            samples[name].append(run(options))
    listener.close()
    print("%d opens, %s, %d paired runs; %s before, %s after" %
          (OPENS, "an alert each" if args.flood else "an alert every 10 ms", args.runs, before,
           load()))
    base = samples["file alone"]
    for name, values in samples.items():
        ratios = sorted(value / other for value, other in zip(values, base))
        middle = ratios[len(ratios) // 4:len(ratios) - len(ratios) // 4]
        print("%-20s %8.0f ns an open (median; least %.0f), ratio %.3f (half of them %.3f to %.3f)" %
              (name, statistics.median(values), min(values), statistics.median(ratios), middle[0],
               middle[-1]))


def slack(args):
    arrived = {}
    times = threading.Condition()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            now = time.monotonic_ns()
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            text = json.dumps(body["attachments"])
            with times:
                arrived[text[text.index("shell=sh -c : ") + 14:].split()[0].rstrip('",\\')] = now
                times.notify()
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    directory = tempfile.mkdtemp()
    rules = directory + "/rules.yaml"
    with open(rules, "w") as file:
        file.write(RULES % "/none")
    # The wrapped program starts a shell when it is told to, and says just before at what time.
    program = ("import subprocess,sys,time\n"
               "for line in sys.stdin:\n"
               "    print(time.monotonic_ns(), flush=True)\n"
               "    subprocess.run(['/bin/sh', '-c', ': ' + line.strip()])\n")
    process = subprocess.Popen(
        [args.falco_run, "-q", "-r", rules, "--alerts=" + directory + "/alerts", "-o",
         "slack.webhookurl=http://127.0.0.1:%d/services/T0/B0" % server.server_address[1], "--",
         sys.executable, "-c", program],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    before = load()
    delays = []
    for i in range(args.runs):
        name = "n%d" % i
        process.stdin.write((name + "\n").encode())
        process.stdin.flush()
        started = int(process.stdout.readline())
        with times:
            if not times.wait_for(lambda: name in arrived, timeout=30):
                sys.exit("no alert of shell %d came" % i)
            delays.append((arrived[name] - started) / 1e6)
        time.sleep(0.01)
    process.stdin.close()
    process.wait()
    print("%d shells, from before the fork to the request read; %s before, %s after" %
          (args.runs, before, load()))
    print("p50 %.1f ms, p99 %.1f ms, max %.1f ms" %
          (percentile(delays, 0.5), percentile(delays, 0.99), max(delays)))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    dead = commands.add_parser("dead-endpoint")
    dead.add_argument("falco_run")
    dead.add_argument("open_loop")
    dead.add_argument("--runs", type=int, default=15)
    dead.add_argument("--flood", action="store_true")
    dead.set_defaults(run=dead_endpoint)
    story = commands.add_parser("slack")
    story.add_argument("falco_run")
    story.add_argument("--runs", type=int, default=500)
    story.set_defaults(run=slack)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
