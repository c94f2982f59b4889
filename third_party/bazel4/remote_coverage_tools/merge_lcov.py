#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Stands in for Bazel's Java CoverageOutputGenerator: merges gcov's JSON files
(gcc 9+) and lcov files into one lcov file."""
import collections, glob, gzip, json, os, re, sys

opt = dict(a[2:].split("=", 1) for a in sys.argv[1:] if a.startswith("--") and "=" in a)
drop = [re.compile(a.split("=", 1)[1]) for a in sys.argv[1:] if a.startswith("--filter_sources=")]
lines = collections.defaultdict(lambda: collections.defaultdict(int))
funcs = collections.defaultdict(lambda: collections.defaultdict(int))
fline = collections.defaultdict(dict)

if "reports_file" in opt:
    inputs = open(opt["reports_file"]).read().split()
else:
    inputs = glob.glob(os.path.join(opt["coverage_dir"], "**", "*"), recursive=True)
for path in inputs:
    if path.endswith(".gcov.json.gz"):
        for f in json.load(gzip.open(path))["files"]:
            for l in f["lines"]:
                lines[f["file"]][l["line_number"]] += l["count"]
            for fn in f["functions"]:
                funcs[f["file"]][fn["name"]] += fn["execution_count"]
                fline[f["file"]][fn["name"]] = fn["start_line"]
    elif path.endswith(".dat") and os.path.isfile(path):
        src = None
        for row in open(path, errors="replace"):
            k, _, v = row.strip().partition(":")
            if k == "SF":
                src = v
            elif k == "DA":
                n, c = v.split(",")[:2]
                lines[src][int(n)] += int(c)
            elif k == "FN":
                n, name = v.split(",", 1)
                fline[src][name] = int(n)
            elif k == "FNDA":
                c, name = v.split(",", 1)
                funcs[src][name] += int(c)
with open(opt["output_file"], "w") as out:
    for src in sorted(lines):
        if src.startswith("/") or any(r.fullmatch(src) for r in drop):
            continue
        out.write("SF:%s\n" % src)
        for name, n in sorted(fline[src].items()):
            out.write("FN:%d,%s\nFNDA:%d,%s\n" % (n, name, funcs[src][name], name))
        for n, c in sorted(lines[src].items()):
            out.write("DA:%d,%d\n" % (n, c))
        out.write("LH:%d\nLF:%d\nend_of_record\n" % (sum(c > 0 for c in lines[src].values()), len(lines[src])))
