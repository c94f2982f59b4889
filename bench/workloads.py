# SPDX-License-Identifier: Apache-2.0
"""What is measured. A workload is prepared once and then sampled under each wrapper, a list of
words that is put in front of its command."""
import collections
import csv
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import time

import measure

# better: whether a lower or a higher value is good.
Metric = collections.namedtuple("Metric", "key unit better")


class Workload:
    """name and title for people, metrics, and what must be installed."""
    name = title = ""
    metrics = ()
    needs = ()

    def __init__(self, options, directory):
        self.options = options
        self.directory = directory

    def scaled(self, count):
        return max(1, count // (10 if self.options.quick else 1))

    def program(self, name):
        return os.path.join(self.options.programs, name)

    def prepare(self):
        """Makes files; called once."""

    def sample(self, wrapper):
        """{metric key: value} of one run below a wrapper."""
        raise NotImplementedError


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def await_port(port, who):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", int(port)), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise measure.Failure(who + " did not open its port in 20 s")


class Startup(Workload):
    name = "startup"
    title = ("start and end of /bin/true; exec: from exec of the wrapper to that of its program; "
             "ready: to main() of its program")
    metrics = (Metric("wall", "ms", "lower"), Metric("cpu", "ms", "lower"),
               Metric("exec", "ms", "lower"), Metric("ready", "ms", "lower"))

    def until(self, command):
        words = measure.run(command).stdout.split()
        return (int(words[1]) - int(words[0])) / 1e6

    def sample(self, wrapper):
        runs = [measure.run(wrapper + ["/bin/true"]) for _ in range(3)]
        program = self.program("ready")
        # Not in one run: who waits for the exec is in the way of what follows.
        executed = min(self.until([program, "--exec", *wrapper, "/bin/true"]) for _ in range(3))
        ready = min(self.until([program, *wrapper, program]) for _ in range(3))
        return {"wall": 1e3 * min(r.wall for r in runs), "cpu": 1e3 * min(r.cpu for r in runs),
                "exec": executed, "ready": ready}


class Loop(Workload):
    """A program that repeats one thing and prints the ns each took. The start-up, of the wrapper
    too, is removed by a run with no repetition right before."""
    count = 0
    arguments = ()
    metrics = (Metric("inside", "us", "lower"), Metric("cpu", "us", "lower"))

    def sample(self, wrapper):
        count = self.scaled(self.count)
        command = wrapper + [self.program(self.name)]
        empty = measure.run(command + ["0", *self.arguments])
        full = measure.run(command + [str(count), *self.arguments])
        return {"inside": float(full.stdout.split()[-1]) / 1e3,
                "cpu": 1e6 * (full.cpu - empty.cpu) / count}


class SyscallLoop(Loop):
    name = "syscall_loop"
    title = "a syscall that is not watched (getppid), each"
    count = 1_000_000


class OpenLoop(Loop):
    name = "open_loop"
    title = "open and close of an existing file, each pair"
    count = 100_000

    def prepare(self):
        path = os.path.join(self.directory, "existing_file")
        with open(path, "w", encoding="utf-8") as file:
            file.write("x\n")
        self.arguments = (path,)


class ConnectLoop(Loop):
    name = "connect_loop"
    title = "connect of a UDP socket to loopback, each"
    count = 100_000


class OpenStorm(OpenLoop):
    name = "open_storm"
    title = "16 threads that open and close a file, each pair"


class SpawnLoop(Loop):
    name = "spawn_loop"
    title = "fork, exec of /bin/true and wait, each child"
    count = 1_000


class Make(Workload):
    name = "make"
    title = "make -j2 of 40 C files"
    metrics = (Metric("wall", "s", "lower"), Metric("cpu", "s", "lower"))
    needs = ("make", "gcc")
    files = 40

    def prepare(self):
        self.project = os.path.join(self.directory, "project")
        # The compiler looks for each header in each of these folders: failed opens, as in life.
        for folder in ("first", "second", "include"):
            os.makedirs(os.path.join(self.project, folder))
        for i in range(self.files):
            self._write("include/part%d.h" % i, "#pragma once\nint Part%d(int x);\n" % i)
            self._write("part%d.c" % i, "".join(
                '#include "part%d.h"\n' % ((i + k) % self.files) for k in range(5)) +
                "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
                "int Part%d(int x) {\n  char text[32];\n"
                '  snprintf(text, sizeof(text), "%%d", x);\n'
                "  return atoi(text) + (int)strlen(text) + %d;\n}\n" % (i, i))
        self._write("main.c", "".join('#include "part%d.h"\n' % i for i in range(self.files)) +
                    "int main(void) { return (%s) < 0; }\n" %
                    " + ".join("Part%d(%d)" % (i, i) for i in range(self.files)))
        self._write("Makefile", "CFLAGS = -O1 -Ifirst -Isecond -Iinclude\n"
                    "OBJECTS = main.o %s\n" % " ".join("part%d.o" % i for i in range(self.files)) +
                    "app: $(OBJECTS)\n\tgcc -o $@ $(OBJECTS)\n"
                    "%.o: %.c\n\tgcc $(CFLAGS) -c -o $@ $<\n")

    def _write(self, name, text):
        with open(os.path.join(self.project, name), "w", encoding="utf-8") as file:
            file.write(text)

    def sample(self, wrapper):
        for name in os.listdir(self.project):
            if name.endswith(".o") or name == "app":
                os.unlink(os.path.join(self.project, name))
        run = measure.run(wrapper + ["make", "-j2", "-s", "-r"], cwd=self.project)
        if not os.path.exists(os.path.join(self.project, "app")):
            raise measure.Failure("make ended well but made nothing")
        return {"wall": run.wall, "cpu": run.cpu}


class Redis(Workload):
    name = "redis"
    title = "redis-server under redis-benchmark (20 clients, loopback)"
    metrics = (Metric("set", "1/s", "higher"), Metric("get", "1/s", "higher"),
               Metric("cpu", "us", "lower"))  # of the server's side, a request
    needs = ("redis-server", "redis-benchmark", "redis-cli")

    def sample(self, wrapper):
        port = free_port()
        server = measure.Tree(wrapper + [
            "redis-server", "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly",
            "no", "--daemonize", "no", "--dir", self.directory])
        try:
            await_port(port, "redis-server")
            requests = self.scaled(200_000)
            client = subprocess.run(
                ["redis-benchmark", "-h", "127.0.0.1", "-p", port, "-t", "set,get", "-n",
                 str(requests), "-c", "20", "--csv"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                timeout=120, check=False)
            rates = {row[0].lower(): float(row[1])
                     for row in csv.reader(io.StringIO(client.stdout.decode()))
                     if len(row) > 1 and row[0] in ("SET", "GET")}
            if set(rates) != {"set", "get"}:
                raise measure.Failure("redis-benchmark: " + client.stderr.decode()[-500:])
            subprocess.run(["redis-cli", "-h", "127.0.0.1", "-p", port, "shutdown", "nosave"],
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, timeout=10, check=False)
            run = server.wait(timeout=20)
        except subprocess.TimeoutExpired as error:
            raise measure.Failure(str(error)) from error
        finally:
            server.kill()
        return {**rates, "cpu": 1e6 * run.cpu / (2 * requests)}

class Nginx(Workload):
    name = "nginx"
    title = "nginx (1 worker) under wrk, 10 connections on loopback, 1 KiB files"
    metrics = (Metric("requests", "1/s", "higher"), Metric("cpu", "us", "lower"))
    needs = ("nginx", "wrk")

    def prepare(self):
        self.root = os.path.join(self.directory, "nginx")
        os.makedirs(os.path.join(self.root, "www"))
        with open(os.path.join(self.root, "www/index.html"), "w", encoding="utf-8") as file:
            file.write("x" * 1024)

    def sample(self, wrapper):
        port = free_port()
        config = os.path.join(self.root, "nginx.conf")
        with open(config, "w", encoding="utf-8") as file:
            # Another user could not read what is in a temporary folder, and would answer 403.
            user = "user root;" if os.geteuid() == 0 else ""
            file.write("daemon off; master_process on; worker_processes 1; %s pid %s/pid;\n"
                       "error_log /dev/null; events {}\n"
                       "http { access_log off; server { listen 127.0.0.1:%s; root %s/www; } }\n"
                       % (user, self.root, port, self.root))
        server = measure.Tree(wrapper + ["nginx", "-p", self.root, "-c", config])
        try:
            await_port(port, "nginx")
            seconds = 1 if self.options.quick else 4
            client = subprocess.run(
                ["wrk", "-t1", "-c10", "-d%ds" % seconds, "http://127.0.0.1:%s/" % port],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                timeout=60, check=False)
            text = client.stdout.decode()
            found = re.search(r"(\d+) requests in .*?Requests/sec: +([0-9.]+)", text, re.S)
            if not found or "Non-2xx" in text:
                raise measure.Failure("wrk: " + text + client.stderr.decode()[-500:])
            with open(os.path.join(self.root, "pid"), encoding="utf-8") as file:
                os.kill(int(file.read()), signal.SIGTERM)
            run = server.wait(timeout=20)
        except subprocess.TimeoutExpired as error:
            raise measure.Failure(str(error)) from error
        finally:
            server.kill()
        return {"requests": float(found.group(2)), "cpu": 1e6 * run.cpu / int(found.group(1))}


ALL = (Startup, SyscallLoop, OpenLoop, ConnectLoop, OpenStorm, SpawnLoop, Make, Redis, Nginx)


def missing(workload):
    """The programs this workload needs that are not installed."""
    return [name for name in workload.needs if not shutil.which(name)]
