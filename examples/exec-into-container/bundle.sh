#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bundle.sh FALCO_RUN WEBHOOK: makes ./bundle for runc: nginx with falco-run as its entrypoint. The
# host's programs, read-only, stand for an image; its loopback for a network.
set -eu
here=$(dirname "$(readlink -f "$0")")
mkdir -p bundle/rootfs
cat >bundle/nginx.conf <<'END'
daemon off; error_log stderr; pid /tmp/pid; events {}
http {
  client_body_temp_path /tmp/1; proxy_temp_path /tmp/2; fastcgi_temp_path /tmp/3;
  uwsgi_temp_path /tmp/4; scgi_temp_path /tmp/5; access_log off;
  server { listen 127.0.0.1:8080; location / { return 200 "hello\n"; } }
}
END
cd bundle
rm -f config.json
runc spec
FALCO_RUN=$(readlink -f "$1") WEBHOOK=$2 RULES=$here/../shell-in-container/rules.yaml /usr/bin/python3 - <<'END'
import json, os
config = json.load(open("config.json"))
config["process"].update(terminal=False, args=[
    "/falco-run", "--watch-namespace", "-r", "/rules.yaml", "-o", "slack.webhookurl=" + os.environ["WEBHOOK"],
    "--", "nginx", "-c", "/nginx.conf"])
dockers = ["CAP_" + name for name in (
    "CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD SETGID SETUID SETFCAP SETPCAP NET_RAW KILL SYS_CHROOT "
    "AUDIT_WRITE NET_BIND_SERVICE").split()]
config["process"]["capabilities"] = {of: dockers for of in ["bounding", "effective", "permitted"]}
config["root"]["readonly"] = False
files = {"/falco-run": os.environ["FALCO_RUN"], "/rules.yaml": os.environ["RULES"], "/nginx.conf": "nginx.conf"}
files.update({path: path for path in ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc"]})
for inside, outside in files.items():
    config["mounts"].append({"destination": inside, "type": "bind", "source": os.path.realpath(outside),
                             "options": ["bind", "ro"]})
config["mounts"].append({"destination": "/tmp", "type": "tmpfs", "source": "tmpfs"})
config["linux"]["namespaces"] = [n for n in config["linux"]["namespaces"] if n["type"] not in ("network", "cgroup")]
json.dump(config, open("config.json", "w"), indent=2)
END
