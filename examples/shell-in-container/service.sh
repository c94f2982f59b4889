#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a container might run: a service that does its work, and somebody who looks around in it.
echo "service: working"
bash -c 'echo "intruder: I am $(id -un)"'
echo "service: still working"
