#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the test cases of one tools/test run.

usage: test_counts.py DIR

Reads what tools/test leaves in DIR, for each suite S one or more of
  S.json  Bazel's build event file: which targets failed to build, where each test.xml is
  S.tsv   cases that are not Bazel tests: name, result, remark
  S.out   output of a runner that closes with a line `N passed, N failed, N skipped`
  S.rc    the exit status; a failed suite never counts as passed
and prints the logs of failed tests, what was skipped, a line a suite, what failed and why, and the closing line. Exit
status 1 if anything failed or nothing ran at all.
"""
import collections
import json
import os
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

Case = collections.namedtuple("Case", "name result remark")  # result: passed, failed, skipped
CLOSING = re.compile(r"(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$")


def xml_cases(path, label):
    """The cases of a test.xml, as GoogleTest or, for other tests, Bazel itself writes it."""
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        name = "%s %s.%s" % (label, case.get("classname", ""), case.get("name", ""))
        skipped = case.find("skipped")
        if case.get("status") == "notrun":  # disabled, filtered out, or of another shard
            continue
        failure = case.find("failure") if case.find("failure") is not None else case.find("error")
        if failure is not None:
            yield Case(name, "failed", " ".join(failure.get("message", "").split())[:500])
        elif skipped is not None or case.get("result") == "skipped":
            text = skipped.get("message", "") if skipped is not None else ""
            yield Case(name, "skipped", " ".join(text.split())[:200])
        else:
            yield Case(name, "passed", "")


def show_log(label, status, path, limit=150):
    """Prints a failed test's log, its middle cut out when it is long."""
    print("---- %s: %s" % (label, status))
    try:
        with open(path or "", encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        lines = ["(no log)"]
    if len(lines) > limit:
        lines[limit // 3:-limit * 2 // 3] = ["    ... %d lines ..." % (len(lines) - limit)]
    print("\n".join(lines))


def bazel_cases(path):
    """The cases of a build event file; a target that was not built or crashed is one failure."""
    events = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            try:
                events.append(json.loads(line))
            except ValueError:
                break  # Bazel was killed; its exit status tells.
    for event in events:
        ident = event["id"]
        if "testResult" in ident and "testResult" in event:
            label, result = ident["testResult"]["label"], event["testResult"]
            files = {output["name"]: urllib.parse.unquote(urllib.parse.urlparse(output["uri"]).path)
                     for output in result.get("testActionOutput", []) if "uri" in output}
            try:
                found = list(xml_cases(files["test.xml"], label))
            except (KeyError, OSError, ElementTree.ParseError):
                found = []
            status = result.get("status", "NO_STATUS")
            if status not in ("PASSED", "FLAKY"):
                if all(c.result != "failed" for c in found):
                    found.append(Case(label, "failed", status))
                show_log(label, status, files.get("test.log"))
            yield from found
        elif "targetCompleted" in ident and not event.get("completed", {}).get("success"):
            yield Case(ident["targetCompleted"]["label"], "failed", "could not be built")


def suite_cases(directory, suite):
    """All cases of a suite, and the numbers a runner has counted itself."""
    base = os.path.join(directory, suite)
    cases, counted = [], collections.Counter()
    if os.path.exists(base + ".json"):
        cases += bazel_cases(base + ".json")
    if os.path.exists(base + ".tsv"):
        with open(base + ".tsv", encoding="utf-8") as lines:
            for line in lines:
                result, name, remark = line.rstrip("\n").split("\t")
                cases.append(Case(name, result, remark))
    if os.path.exists(base + ".out"):
        with open(base + ".out", encoding="utf-8", errors="replace") as lines:
            closing = [m for m in map(CLOSING.match, lines) if m]
        if closing:
            for result, n in zip(("passed", "failed", "skipped"), closing[-1].groups()):
                counted[result] += int(n or 0)
    counted.update(c.result for c in cases)
    if os.path.exists(base + ".rc"):
        with open(base + ".rc", encoding="utf-8") as file:
            rc = int(file.read())
        # 4: bazel found no test among the targets, e.g. all were filtered out.
        if rc not in (0, 4) and not counted["failed"]:
            cases.append(Case(suite, "failed", "exit status %d" % rc))
            counted["failed"] += 1
    return cases, counted


def main():
    directory = sys.argv[1]
    known = ["unit", "asan", "tsan", "rules", "rules_fire", "rules_quiet", "fuzz", "conformance"]
    suites = sorted({os.path.splitext(f)[0] for f in os.listdir(directory)
                     if f.endswith((".json", ".tsv", ".out", ".rc"))},
                    key=lambda s: (known.index(s) if s in known else len(known), s))
    total, lines, remarks = collections.Counter(), [], {"skipped": [], "failed": []}
    for suite in suites:
        cases, counted = suite_cases(directory, suite)
        for case in cases:
            if case.result != "passed":
                remarks[case.result].append("%s %s: %s%s" % (
                    case.result.upper(), suite, case.name, " (%s)" % case.remark if case.remark else ""))
        total.update(counted)
        lines.append("%-12s %5d passed %5d failed %5d skipped" %
                     (suite, counted["passed"], counted["failed"], counted["skipped"]))
    # What failed comes last: where only the end of the output is kept, it is there.
    print("\n".join(["", *remarks["skipped"], *lines, *remarks["failed"], ""]))
    closing = "%d passed, %d failed" % (total["passed"], total["failed"])
    if total["skipped"]:
        closing += ", %d skipped" % total["skipped"]
    print(closing, flush=True)
    with open(os.path.join(directory, "closing"), "w", encoding="utf-8") as file:
        file.write(closing + "\n")
    return 0 if total["passed"] and not total["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
