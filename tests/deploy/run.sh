#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh TEST.py: with Debian's Python, which has Debian's modules.
exec /usr/bin/python3 -B "$1"
