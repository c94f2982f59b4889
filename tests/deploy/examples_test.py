# SPDX-License-Identifier: Apache-2.0
"""The examples of deploy/: what they name exists, and falco-run takes the options in them."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

import yaml

FALCO_RUN = os.path.abspath("app/falco-run")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def run(argv, **options):
    return subprocess.run(argv, capture_output=True, text=True, check=False, **options)


class ExamplesTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def check_options(self, words):
        """falco-run takes the options before "--"; its program is replaced by one that ends at once."""
        self.assertIn("--", words)
        options = words[1:words.index("--")]
        result = run([FALCO_RUN] + options + ["--dry-run"])
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotIn("unknown key", result.stderr)

    def check_config(self, text):
        path = self.folder + "/config.yaml"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        result = run([FALCO_RUN, "config", "-c", path])
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_compose(self):
        compose = yaml.safe_load(read("deploy/compose/docker-compose.yaml"))
        services = compose["services"]
        for service in services.values():
            for volume in service.get("volumes", []):
                self.assertIn(volume.split(":")[0], compose["volumes"])
            for config in service.get("configs", []):
                self.assertIn(config["source"], compose["configs"])
            for other in service.get("depends_on", {}):
                self.assertIn(other, services)
        self.check_options(services["web"]["entrypoint"])
        self.check_config(compose["configs"]["hub"]["content"])
        if run(["docker", "compose", "version"]).returncode == 0:
            result = run(["docker", "compose", "-f", "deploy/compose/docker-compose.yaml", "config", "-q"],
                         env={**os.environ, "HUB_TOKEN": "x", "HOME": self.folder})
            self.assertEqual(result.returncode, 0, result.stderr)
        else:
            print("SKIPPED: docker compose is not there to read its file, too")

    def test_ecs(self):
        task = json.loads(read("deploy/ecs/task-definition.json"))
        containers = {c["name"]: c for c in task["containerDefinitions"]}
        volumes = {v["name"] for v in task["volumes"]}
        for container in containers.values():
            for mount in container.get("mountPoints", []):
                self.assertIn(mount["sourceVolume"], volumes)
            for need in container.get("dependsOn", []):
                self.assertIn(need["containerName"], containers)
                # Fargate waits for these only if the task may go on without them.
                self.assertFalse(containers[need["containerName"]]["essential"])
        self.check_options(containers["web"]["entryPoint"])
        # What it is told to do works: the copy is this executable.
        words = containers["falco-run-install"]["command"]
        self.assertEqual(words[-1], os.path.dirname(containers["web"]["entryPoint"][0]))
        self.assertEqual(run([FALCO_RUN] + words[:-1] + [self.folder]).returncode, 0)
        copied = self.folder + "/falco-run"
        self.assertEqual(run([copied, "--version"]).stdout, run([FALCO_RUN, "--version"]).stdout)
        self.assertEqual(os.stat(copied).st_mode & 0o777, 0o755)
        self.assertEqual(os.listdir(self.folder), ["falco-run"])

    def test_copying_to_nowhere_is_an_error(self):
        result = run([FALCO_RUN, "injector", "--copy-to", "/no/such/place"])
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr, "falco-run: /no/such/place/falco-run: No such file or directory\n")

    def test_systemd(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("systemd-analyze is not installed")
        for name in ["falco-run-hub.service", "nginx.service"]:
            text = read("deploy/systemd/falco-run-hub.service") if name != "nginx.service" else (
                "[Unit]\nDescription=nginx\n[Service]\nType=forking\nPIDFile=/run/nginx.pid\nExecStart=/bin/true\n"
                + read("deploy/systemd/nginx-under-falco-run.conf"))
            path = self.folder + "/" + name
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace("/usr/bin/falco-run", FALCO_RUN).replace("/usr/sbin/nginx", "/bin/true"))
            result = run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", path])
            self.assertEqual(result.returncode, 0, result.stderr)
            about = [line for line in result.stderr.splitlines() if name in line]
            self.assertEqual(about, [])

    def test_image(self):
        context = self.folder + "/context"
        result = run(["deploy/image", "--context", context], env={**os.environ, "FALCO_RUN": FALCO_RUN})
        self.assertEqual(result.returncode, 0, result.stderr)
        for line in read("deploy/Dockerfile").splitlines():
            if line.startswith("COPY "):
                self.assertTrue(os.path.exists(context + "/" + line.split()[1]), line)
        image = context + "/bin/falco-run"
        self.assertNotIn("INTERP", run(["readelf", "-lW", image]).stdout, "it is static")
        self.assertIn("rules_files", run([image, "config", "--json", "-o", "rules_files=[" + context + "/rules]"]).stdout)
        self.assertEqual(run([image, "--dry-run", "-r", context + "/rules"]).returncode, 0)


if __name__ == "__main__":
    unittest.main()
