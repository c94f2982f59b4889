# SPDX-License-Identifier: Apache-2.0
"""Checks manifests against the types that python3-kubernetes was made to have from Kubernetes' OpenAPI."""
import re

from kubernetes import client

VERSIONS = {"v1", "apps/v1", "policy/v1", "networking.k8s.io/v1", "admissionregistration.k8s.io/v1"}
PLAIN = {"str": str, "int": int, "bool": bool, "float": (int, float), "datetime": str}


def fail(place, what):
    raise ValueError("%s: %s" % (place, what))


def check(type_name, value, place):
    """Raises ValueError where a value is not of an OpenAPI type: "V1Pod", "list[str]", "dict(str, str)"."""
    list_of = re.match(r"list\[(.*)\]$", type_name)
    dict_of = re.match(r"dict\(str, (.*)\)$", type_name)
    if type_name in PLAIN:
        wrong_bool = isinstance(value, bool) and type_name != "bool"
        if wrong_bool or not isinstance(value, PLAIN[type_name]):
            fail(place, "must be %s, not %r" % (type_name, value))
    elif list_of:
        if not isinstance(value, list):
            fail(place, "must be a list, not %r" % value)
        for i, item in enumerate(value):
            check(list_of[1], item, "%s[%d]" % (place, i))
    elif dict_of:
        if not isinstance(value, dict):
            fail(place, "must be a map, not %r" % value)
        for key, item in value.items():
            check(dict_of[1], item, place + "." + str(key))
    elif type_name != "object":
        check_object(getattr(client, type_name), value, place)


def check_object(model, value, place):
    if not isinstance(value, dict):
        fail(place, "must be a map, not %r" % value)
    names = {json_name: name for name, json_name in model.attribute_map.items()}
    arguments = {}
    for key, item in value.items():
        if key not in names:
            fail(place, "unknown field " + str(key))
        if item is not None:
            check(model.openapi_types[names[key]], item, place + "." + key)
        arguments[names[key]] = item
    try:
        model(**arguments)  # what is required must be there
    except ValueError as error:
        fail(place, str(error))


def check_manifest(manifest):
    if manifest["apiVersion"] not in VERSIONS:
        fail(manifest["apiVersion"], "not expected")
    check("V1" + manifest["kind"], manifest, manifest["kind"])


def check_restricted(spec):
    """The profile "restricted" of the Pod Security Standards."""
    for key in ["hostNetwork", "hostPID", "hostIPC"]:
        if spec.get(key):
            fail(key, "is not allowed")
    for volume in spec.get("volumes", []):
        kinds = set(volume) - {"name"}
        if not kinds <= {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim",
                         "projected", "secret"}:
            fail(volume["name"], "volume is not allowed")
    pod = spec.get("securityContext", {})
    for container in spec["containers"] + spec.get("initContainers", []):
        context = {**{k: pod[k] for k in ["runAsNonRoot", "seccompProfile"] if k in pod},
                   **container.get("securityContext", {})}
        good = (context.get("allowPrivilegeEscalation") is False and context.get("runAsNonRoot") is True
                and not context.get("privileged") and context["capabilities"]["drop"] == ["ALL"]
                and not context["capabilities"].get("add")
                and context["seccompProfile"]["type"] in ["RuntimeDefault", "Localhost"])
        if not good:
            fail(container["name"], "is not restricted: %r" % context)
