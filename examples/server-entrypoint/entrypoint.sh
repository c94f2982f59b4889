#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# entrypoint.sh PORT DIR: what an image's entrypoint does: prepares, then becomes the server.
# The server is left open the way careless installations are: CONFIG may change where it writes.
set -eu
echo "entrypoint: preparing $2"
exec redis-server --bind 127.0.0.1 --port "$1" --dir "$2" --save "" --enable-protected-configs yes
