# SPDX-License-Identifier: Apache-2.0
"""Runs a command and says what its whole process tree cost.

The command runs below a forked reaper (PR_SET_CHILD_SUBREAPER), which inherits and waits for
every orphan, so that the kernel's count of the reaper's children (getrusage(2)) is the CPU time of
the tree including a wrapper and its daemons.  What ignores SIGCHLD and so never waits for its
children escapes that count.
"""
import collections
import ctypes
import json
import os
import resource
import signal
import subprocess
import tempfile
import time

_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)

# wall: seconds until the command's own exit; cpu: user + system seconds of the tree.
Sample = collections.namedtuple("Sample", "wall cpu stdout")


class Failure(Exception):
    """The command failed or took too long; the text is for people."""


def _descendants(root):
    """The live descendants of a process, children first."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open("/proc/%s/stat" % entry, encoding="latin-1") as file:
                    parents[int(entry)] = int(file.read().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                pass
    found, queue = [], [root]
    while queue:
        parent = queue.pop()
        children = [p for p, pp in parents.items() if pp == parent]
        found += children
        queue += children
    return found


def _kill_all(root):
    for pid in _descendants(root):
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass


class Tree:
    """A command that was started below a reaper.

    tree = Tree(["make"], cwd=directory)
    sample = tree.wait(timeout=60)
    """

    def __init__(self, argv, cwd=None):
        self._argv = argv
        self._out = tempfile.TemporaryFile()
        self._err = tempfile.TemporaryFile()
        read, write = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            status = 1
            try:
                os.close(read)
                with os.fdopen(write, "w") as report:
                    self._reap(argv, cwd, report)
                status = 0
            finally:
                os._exit(status)
        os.close(write)
        self._report = os.fdopen(read)

    def _reap(self, argv, cwd, report):
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        start = time.monotonic()
        try:
            process = subprocess.Popen(argv, cwd=cwd, stdin=subprocess.DEVNULL, stdout=self._out,
                                       stderr=self._err, start_new_session=True)
        except OSError as error:
            json.dump({"error": str(error)}, report)
            return
        code = process.wait()
        wall = time.monotonic() - start
        grace = time.monotonic() + 5
        while True:  # Orphans: usually none, or about to end.
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                if time.monotonic() > grace:
                    _kill_all(os.getpid())
                time.sleep(0.002)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        json.dump({"code": code, "wall": wall, "cpu": usage.ru_utime + usage.ru_stime}, report)

    def wait(self, timeout, expect_code=(0,)):
        """What it cost. Raises Failure; then the tree is gone as well."""
        deadline = time.monotonic() + timeout
        while True:
            pid, _ = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                self.kill()
                raise Failure("%s: still running after %d s" % (" ".join(self._argv), timeout))
            time.sleep(0.005)
        self._pid = None
        text = self._report.read()
        result = json.loads(text) if text else {"error": "the reaper died"}
        if "error" in result:
            raise Failure("%s: %s" % (self._argv[0], result["error"]))
        if result["code"] not in expect_code:
            raise Failure("%s: exit status %d\n%s" % (" ".join(self._argv), result["code"],
                                                      self._text(self._err)[-2000:]))
        return Sample(result["wall"], result["cpu"], self._text(self._out))

    def kill(self):
        """Ends the tree if it still runs."""
        if self._pid is not None:
            _kill_all(self._pid)
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = None

    @staticmethod
    def _text(file):
        file.seek(0)
        return file.read().decode(errors="replace")


def run(argv, cwd=None, timeout=120):
    """Runs a command to its end."""
    tree = Tree(argv, cwd)
    try:
        return tree.wait(timeout)
    finally:
        tree.kill()
