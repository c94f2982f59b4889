# SPDX-License-Identifier: Apache-2.0
"""Renders the chart of deploy/helm in variants and looks at what comes of it; see README.md."""
import copy
import json
import os
import shutil
import subprocess
import tempfile
import unittest

import jsonschema
import yaml

import schema

CHART = "deploy/helm/falco-run"
FALCO_RUN = os.path.abspath("app/falco-run")
RELEASE, NAMESPACE = "r", "security"

ALL = {
    "image": {"repository": "registry.example.com:5000/falco-run", "tag": "v1", "pullPolicy": "Always"},
    "imagePullSecrets": [{"name": "pull"}],
    "serviceAccount": {"annotations": {"a": "b"}},
    "hub": {
        "config": {"slack": {"minimumpriority": "warning"}, "customfields": {"cluster": "c"}},
        "environmentSecret": "outputs", "tokenSecret": {"name": "hub-token", "key": "t"},
        "tls": {"secretName": "hub-tls"}, "podAnnotations": {"prometheus.io/scrape": "true"},
        "networkPolicy": {"from": [{"podSelector": {"matchLabels": {"a": "b"}}}]},
        "nodeSelector": {"a": "b"}, "tolerations": [{"operator": "Exists"}],
        "affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
            {"topologyKey": "zone", "labelSelector": {"matchLabels": {"a": "b"}}}]}},
    },
    "audit": {
        "rules": {"mine": "- macro: a\n  condition: ka.verb = get\n", "more": "[]"},
        "config": {"priority": "notice"}, "tokenSecret": {"name": "audit-token", "key": "t"},
        "tls": {"secretName": "audit-tls", "clientCa": True},
        "networkPolicy": {"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}],
                          "egressTo": [{"ipBlock": {"cidr": "192.0.2.0/24"}}]},
    },
    "injector": {
        "enabled": True, "failurePolicy": "Fail", "timeoutSeconds": 3, "unresolved": "deny",
        "initContainers": True, "configMap": "falco-run", "tokenSecret": "hub-token",
        "images": {"nginx": {"entrypoint": ["/docker-entrypoint.sh"], "command": ["nginx", "-g", "daemon off;"]}},
        "namespaceSelector": {"matchLabels": {"watch": "yes"},
                              "matchExpressions": [{"key": "team", "operator": "Exists"}]},
        "config": {"run_as_user": ""},
        "tls": {"secretName": "injector-tls", "caBundle": "Y2E=", "clientCa": True},
    },
}
VARIANTS = {
    "defaults": {},
    "everything": ALL,
    "injector alone": {
        "fullnameOverride": "inject", "hub": {"enabled": False}, "audit": {"enabled": False},
        "serviceAccount": {"create": False, "name": "other"},
        "injector": {"enabled": True, "select": "all", "options": [], "label": "example.com/watch",
                     "tls": {"secretName": "tls", "certManagerCertificate": "security/injector"}},
    },
    "bare": {
        "nameOverride": "other-name", "serviceAccount": {"create": False},
        "hub": {"disruptionBudget": {"enabled": False}, "networkPolicy": {"enabled": False}},
        "audit": {"disruptionBudget": {"enabled": False}, "networkPolicy": {"enabled": False}},
    },
}
WRONG = [
    ({"hub": {"replicas": -1}}, "minimum"),
    ({"hub": {"tokenSecret": {"name": "Not A Name"}}}, "pattern"),
    ({"audit": {"rules": {"a/b": ""}}}, "pattern"),
    ({"injector": {"failurePolicy": "fail"}}, "enum"),
    ({"injector": {"images": {"nginx": "nginx"}}}, "type"),
    ({"injector": {"tls": {"certManagerCertificate": "no-namespace"}}}, "pattern"),
    ({"hubs": {}}, "additionalProperties"),
]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def merged(base, over):
    """What Helm makes of default values and a user's."""
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        result[key] = merged(base[key], value) if both else value
    return result


def run(argv, **options):
    return subprocess.run(argv, capture_output=True, text=True, check=False, **options)


class ChartTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.render_program = cls.folder + "/render"
        subprocess.run(["gccgo-12", "-o", cls.render_program, "tests/deploy/render.go"], check=True)
        cls.defaults = yaml.safe_load(read(CHART + "/values.yaml"))
        cls.chart = yaml.safe_load(read(CHART + "/Chart.yaml"))
        cls.helm = os.environ.get("HELM") or shutil.which("helm")
        if not cls.helm:
            print("SKIPPED: no helm here ($HELM): the chart is rendered by render.go alone")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def render_own(self, values):
        path = self.folder + "/values.json"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(merged(self.defaults, values), file)
        return run([self.render_program, CHART, path, RELEASE, NAMESPACE],
                   env={"APP_VERSION": self.chart["appVersion"]})

    def render_helm(self, values):
        path = self.folder + "/helm.json"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(values, file)
        return run([self.helm, "template", RELEASE, CHART, "-n", NAMESPACE, "-f", path],
                   env={"HOME": self.folder})

    def manifests(self, values):
        result = self.render_own(values)
        self.assertEqual(result.returncode, 0, result.stderr)
        return [m for m in yaml.safe_load_all(result.stdout) if m], result.stderr

    def each(self):
        for name, values in VARIANTS.items():
            yield name, values, *self.manifests(values)

    def test_manifests_fit_kubernetes_types(self):
        counts = {}
        for name, _, manifests, _ in self.each():
            counts[name] = len(manifests)
            for manifest in manifests:
                schema.check_manifest(manifest)
                if manifest["kind"] != "MutatingWebhookConfiguration":
                    self.assertEqual(manifest["metadata"]["namespace"], NAMESPACE)
            names = [(m["kind"], m["metadata"]["name"]) for m in manifests]
            self.assertEqual(len(names), len(set(names)))
        self.assertEqual(counts, {"defaults": 11, "everything": 17, "injector alone": 6, "bare": 6})

    def test_the_types_are_strict(self):
        manifests, _ = self.manifests({})
        deployment = next(m for m in manifests if m["kind"] == "Deployment")
        for path, value, error in [
                (["spec", "replicas"], "2", "int"),
                (["spec", "replica"], 2, "unknown"),
                (["spec", "template", "spec", "containers", 0, "ports", 0, "containerPort"], None, "None"),
                (["spec", "selector"], None, "None"),
                (["spec", "template", "spec", "volumes"], {}, "list")]:
            wrong = copy.deepcopy(deployment)
            at = wrong
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = value
            with self.assertRaisesRegex(ValueError, error):
                schema.check_manifest(wrong)

    def test_parts_fit_together(self):
        for _, _, manifests, _ in self.each():
            by_kind = {}
            for manifest in manifests:
                by_kind.setdefault(manifest["kind"], {})[manifest["metadata"]["name"]] = manifest
            deployments = by_kind["Deployment"]
            for name, deployment in deployments.items():
                self.check_deployment(name, deployment, by_kind)
            for name, service in by_kind["Service"].items():
                template = deployments[name]["spec"]["template"]
                self.assertLessEqual(service["spec"]["selector"].items(), template["metadata"]["labels"].items())
                for port in service["spec"]["ports"]:
                    self.assertIn(port["targetPort"], self.port_names(template))
            for kind, path in [("PodDisruptionBudget", "selector"), ("NetworkPolicy", "podSelector")]:
                for name, manifest in by_kind.get(kind, {}).items():
                    labels = manifest["spec"][path]["matchLabels"]
                    self.assertEqual(labels, deployments[name]["spec"]["selector"]["matchLabels"])
            for name, policy in by_kind.get("NetworkPolicy", {}).items():
                for rule in policy["spec"]["ingress"]:
                    for port in rule["ports"]:
                        self.assertIn(port["port"], self.port_names(deployments[name]["spec"]["template"]))
            for webhook in by_kind.get("MutatingWebhookConfiguration", {}).values():
                service = webhook["webhooks"][0]["clientConfig"]["service"]
                self.assertIn(service["name"], by_kind["Service"])
                self.assertEqual(service["port"], by_kind["Service"][service["name"]]["spec"]["ports"][0]["port"])

    @staticmethod
    def port_names(template):
        return [p["name"] for c in template["spec"]["containers"] for p in c["ports"]]

    def check_deployment(self, name, deployment, by_kind):
        spec = deployment["spec"]["template"]["spec"]
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        self.assertLessEqual(deployment["spec"]["selector"]["matchLabels"].items(), labels.items())
        self.assertEqual(labels["falco-run/inject"], "false")
        schema.check_restricted(spec)
        volumes = {v["name"]: v for v in spec["volumes"]}
        for mount in spec["containers"][0]["volumeMounts"]:
            self.assertIn(mount["name"], volumes)
        for volume in volumes.values():
            if "configMap" in volume:
                self.assertEqual(volume["configMap"]["name"], name)
                self.assertIn(name, by_kind["ConfigMap"])
        for probe in ["readinessProbe", "livenessProbe"]:
            how = spec["containers"][0][probe]
            port = how.get("httpGet", how.get("tcpSocket"))["port"]
            self.assertIn(port, self.port_names(deployment["spec"]["template"]))
        account = spec["serviceAccountName"]
        self.assertTrue(account in by_kind.get("ServiceAccount", {}) or account in ["default", "other"])

    def test_falco_run_knows_every_key(self):
        for _, _, manifests, _ in self.each():
            files = 0
            for manifest in manifests:
                for file, text in manifest.get("data", {}).items():
                    if file not in ["falco-run.yaml", "hub.yaml"]:
                        continue
                    files += 1
                    path = self.folder + "/" + file
                    with open(path, "w", encoding="utf-8") as out:
                        out.write(text)
                    result = run([FALCO_RUN, "config", "-c", path])
                    self.assertEqual(result.returncode, 0, result.stderr)
                    told = [t for t in result.stderr.splitlines() if "nothing of rules_files exists" not in t]
                    self.assertEqual(told, [])
            self.assertGreater(files, 0)

    def test_values_arrive(self):
        manifests, notes = self.manifests(ALL)
        everything = yaml.safe_dump_all(manifests)
        for text in ["registry.example.com:5000/falco-run:v1", "hub-token", "audit-token", "injector-tls",
                     "https://r-falco-run-hub.security.svc:2801/", "failurePolicy: Fail", "caBundle: Y2E=",
                     "watch: 'yes'", "cidr: 192.0.2.0/24", "name: pull"]:
            self.assertIn(text, everything)
        self.assertNotIn("everybody", notes)
        webhook = next(m for m in manifests if m["kind"] == "MutatingWebhookConfiguration")["webhooks"][0]
        self.assertEqual(webhook["objectSelector"], {"matchLabels": {"falco-run/inject": "true"}})
        self.assertIn(NAMESPACE, webhook["namespaceSelector"]["matchExpressions"][0]["values"])
        _, notes = self.manifests({})
        self.assertIn("everybody", notes)
        self.assertIn("Without TLS", notes)

    def test_a_schema_for_values(self):
        value_schema = json.loads(read(CHART + "/values.schema.json"))
        jsonschema.Draft7Validator.check_schema(value_schema)
        for name, values in VARIANTS.items():
            with self.subTest(name):
                jsonschema.validate(merged(self.defaults, values), value_schema)
        for values, rule in WRONG:
            with self.subTest(str(values)):
                with self.assertRaises(jsonschema.ValidationError) as caught:
                    jsonschema.validate(merged(self.defaults, values), value_schema)
                self.assertEqual(caught.exception.validator, rule)

    def test_an_injector_without_certificates_is_an_error(self):
        for tls, error in [({}, "injector.tls.secretName"), ({"secretName": "a"}, "caBundle or certManager")]:
            result = self.render_own({"injector": {"enabled": True, "tls": tls}})
            self.assertNotEqual(result.returncode, 0)
            self.assertIn(error, result.stderr)

    def test_helm_renders_the_same(self):
        if not self.helm:
            self.skipTest("no helm")
        lint = run([self.helm, "lint", "--strict", CHART], env={"HOME": self.folder})
        self.assertEqual(lint.returncode, 0, lint.stdout)
        for name, values, manifests, _ in self.each():
            result = self.render_helm(values)
            self.assertEqual(result.returncode, 0, result.stderr)
            of_helm = [m for m in yaml.safe_load_all(result.stdout) if m]
            self.assertEqual(self.comparable(manifests), self.comparable(of_helm), name)
        for values, _ in WRONG:
            self.assertNotEqual(self.render_helm(values).returncode, 0, values)

    @staticmethod
    def comparable(manifests):
        result = {}
        for manifest in copy.deepcopy(manifests):
            for file, text in manifest.get("data", {}).items():
                manifest["data"][file] = yaml.safe_load(text)
            if manifest["kind"] == "Deployment":  # of the configuration's text
                del manifest["spec"]["template"]["metadata"]["annotations"]["checksum/config"]
            result[manifest["kind"], manifest["metadata"]["name"]] = manifest
        return result


if __name__ == "__main__":
    unittest.main()
