# SPDX-License-Identifier: Apache-2.0
"""deploy/image makes an image, and an image made of that one is watched: with podman."""
import os
import shutil
import subprocess
import tempfile
import time
import unittest

FALCO_RUN = os.path.abspath("app/falco-run")
IMAGE = "localhost/falco-run:test"

CONTAINERS = """
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
netns = "none"
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
"""
STORAGE = """
[storage]
driver = "vfs"
graphroot = "{0}/graph"
runroot = "{0}/run"
"""
DOCKERFILE = """
FROM scratch
COPY busybox /bin/
COPY busybox /bin/sh
COPY --from=%s /usr/bin/falco-run /usr/local/bin/
ENTRYPOINT ["falco-run", "--watch-namespace", "--", "busybox", "sleep", "100"]
""" % IMAGE


def run(*argv):
    return subprocess.run(argv, capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)


class ImageTest(unittest.TestCase):
    def setUp(self):
        busybox = shutil.which("busybox")
        if not shutil.which("podman") or not busybox:
            self.skipTest("podman or busybox is not installed")
        self.folder = tempfile.mkdtemp()
        self.addCleanup(self.remove_folder)
        os.environ["FALCO_RUN"] = FALCO_RUN
        for name, text in (("CONTAINERS_CONF", CONTAINERS),
                           ("CONTAINERS_STORAGE_CONF", STORAGE.format(self.folder))):
            os.environ[name] = os.path.join(self.folder, name)
            with open(os.environ[name], "w", encoding="utf-8") as file:
                file.write(text)
        os.mkdir(self.folder + "/program")
        shutil.copy(busybox, self.folder + "/program/busybox")
        with open(self.folder + "/program/Dockerfile", "w", encoding="utf-8") as file:
            file.write("FROM scratch\nCOPY busybox /bin/\nENTRYPOINT [\"busybox\", \"true\"]\n")
        self.build("localhost/plain")
        plain = run("podman", "run", "--rm", "localhost/plain")
        if plain.returncode != 0:
            self.skipTest("podman does not run containers here: " + plain.stderr.strip()[-300:])

    def remove_folder(self):
        """podman's monitors write a last time when a container has been removed."""
        for _ in range(50):
            shutil.rmtree(self.folder, ignore_errors=True)
            time.sleep(0.1)
            if not os.path.exists(self.folder):
                return
        self.fail(self.folder + " is still written to")

    def build(self, tag):
        made = run("podman", "build", "-t", tag, self.folder + "/program")
        self.assertEqual(made.returncode, 0, made.stderr)

    def test_a_shell_that_enters_is_reported(self):
        made = run("bash", "deploy/image", IMAGE)
        self.assertEqual(made.returncode, 0, made.stderr)
        version = run("podman", "run", "--rm", IMAGE, "--version")
        self.assertIn("falco-run ", version.stdout, version.stderr)

        with open(self.folder + "/program/Dockerfile", "w", encoding="utf-8") as file:
            file.write(DOCKERFILE)
        self.build("localhost/watched")
        started = run("podman", "run", "-d", "--name", "watched", "localhost/watched")
        self.assertEqual(started.returncode, 0, started.stderr)
        self.addCleanup(run, "podman", "rm", "-f", "-t", "0", "watched")
        deadline = time.monotonic() + 30
        log = ""
        while "shell" not in log and time.monotonic() < deadline:
            shell = run("podman", "exec", "-t", "watched", "sh", "-c", "exit 3")
            self.assertEqual(shell.returncode, 3, shell.stderr)
            time.sleep(0.3)
            result = run("podman", "logs", "watched")
            log = result.stdout + result.stderr
        self.assertIn("shell runs in a container", log)
        self.assertIn("container_id=" + started.stdout[:12], log)


if __name__ == "__main__":
    unittest.main()
