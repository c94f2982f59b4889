#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints a line `TEST<tab>RESULT` for each test of a JUnit file: ok, failure, error or skipped."""
import sys
import xml.etree.ElementTree as ElementTree


def result(case):
    for child in case:
        if child.tag in ("failure", "error", "skipped"):
            return child.tag
    return "ok" if case.get("status", "run") == "run" else case.get("status")


try:
    cases = ElementTree.parse(sys.argv[1]).getroot().iter("testcase")
except (OSError, ElementTree.ParseError) as error:
    sys.exit("junit_results.py: %s" % error)
for case in cases:
    print("%s\t%s" % (case.get("name"), result(case)))
