#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a program pays for running under falco-run, against a bare run, against strace, and
against the floor: a supervisor that only reads paths (bench/programs/notify_baseline.c).

Whole processes are measured, wrapper included, in rounds of one run of each variant after the
other, so that what disturbs the machine disturbs all of them.  See bench/README.md.
"""
import argparse
import json
import os
import shlex
import shutil
import sys
import tempfile
import time

import measure
import report
import workloads

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# What rules commonly watch; strace is asked for no more than that.
WATCHED = ("open,openat,openat2,creat,execve,execveat,connect,accept,accept4,bind,listen,sendto,"
           "sendmsg,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,"
           "symlink,symlinkat,chmod,fchmod,fchmodat,chown,lchown,fchownat,ptrace,setuid,setgid,"
           "setresuid,setresgid,setns,unshare,mount,umount2,chroot,init_module,finit_module,bpf,"
           "memfd_create,dup,dup2,dup3,clone,clone3,fork,vfork,exit_group")


def arguments(argv):
    parser = argparse.ArgumentParser(prog="tools/bench", description=__doc__.splitlines()[0])
    parser.add_argument("workload", nargs="*", metavar="WORKLOAD",
                        help="all, or some of: " + " ".join(w.name for w in workloads.ALL))
    parser.add_argument("--quick", action="store_true",
                        help="a tenth of the work and 3 rounds: to see that it runs")
    parser.add_argument("--rounds", type=int, help="default: 7, or 3 with --quick")
    parser.add_argument("--budget", type=float, default=570, metavar="SECONDS",
                        help="begin no round after that time (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="write JSON instead of a table")
    parser.add_argument("--falco-run", default=os.path.join(ROOT, "build/bin/falco-run"),
                        metavar="FILE", help="the binary (default: build/bin/falco-run)")
    parser.add_argument("--falco-run-args", default="", metavar="WORDS",
                        help="put between falco-run and `--`, e.g. '--backend=ptrace'")
    parser.add_argument("--strace-set", default=WATCHED, metavar="LIST",
                        help="what strace traces (its -e trace=); default: what rules watch")
    parser.add_argument("--no-strace", action="store_true")
    parser.add_argument("--no-floor", action="store_true")
    parser.add_argument("--wrapper", action="append", default=[], metavar="NAME=WORDS",
                        help="one more variant, e.g. 'plain=strace -f -o /dev/null'")
    parser.add_argument("--programs", default=os.path.join(ROOT, "build/bench"), metavar="DIR",
                        help="where the loops of bench/programs are")
    options = parser.parse_args(argv)
    options.rounds = options.rounds or (3 if options.quick else 7)
    known = {w.name for w in workloads.ALL}
    for name in options.workload:
        if name not in known:
            parser.error("there is no workload %r; there are: %s" % (
                name, " ".join(w.name for w in workloads.ALL)))
    return options


def variants(options, skipped):
    """{name: words in front of the command}, the bare run first."""
    found = {"bare": []}
    if os.path.exists(options.falco_run):
        found["falco-run"] = [options.falco_run, *shlex.split(options.falco_run_args), "--"]
    else:
        skipped["falco-run"] = options.falco_run + " does not exist"
    if options.no_strace:
        pass
    elif shutil.which("strace"):
        found["strace"] = ["strace", "--seccomp-bpf", "-f", "-o", "/dev/null", "-e",
                           "trace=" + options.strace_set]
    else:
        skipped["strace"] = "it is not installed"
    floor = os.path.join(options.programs, "notify_baseline")
    if not options.no_floor:
        if os.path.exists(floor):
            found["floor"] = [floor]
        else:
            skipped["floor"] = floor + " does not exist"
    for definition in options.wrapper:
        name, _, words = definition.partition("=")
        found[name] = shlex.split(words)
    return found


def bench(workload, wrappers, options, deadline, errors):
    """{variant: [sample, ...]}; a variant that fails is dropped and reported."""
    samples = {name: [] for name in wrappers}
    workload.prepare()
    for number in range(options.rounds):
        if number and time.monotonic() > deadline:
            break
        for name in list(samples):
            try:
                samples[name].append(workload.sample(wrappers[name]))
            except measure.Failure as failure:
                errors.append("%s under %s: %s" % (workload.name, name, failure))
                del samples[name]
        if not options.json:
            print("%s: round %d of %d" % (workload.name, number + 1, options.rounds),
                  file=sys.stderr)
    return samples


def main(argv):
    options = arguments(argv)
    results = {"machine": report.machine(), "rounds": options.rounds, "quick": options.quick,
               "workloads": {}, "skipped": {}}
    wrappers = variants(options, results["skipped"])
    results["variants"] = {name: " ".join(words) for name, words in wrappers.items()}
    chosen = [w for w in workloads.ALL if not options.workload or w.name in options.workload]
    baselines = [b for b in ("bare", "floor", "strace") if b in wrappers]
    errors = []
    start = time.monotonic()
    for index, kind in enumerate(chosen):
        lacking = workloads.missing(kind)
        if lacking:
            results["skipped"][kind.name] = "not installed: " + " ".join(lacking)
            continue
        # An equal part of what is left, so that a slow workload does not starve the others.
        left = options.budget - (time.monotonic() - start)
        if left <= 0:
            results["skipped"][kind.name] = "the time is used up"
            continue
        deadline = time.monotonic() + left / (len(chosen) - index)
        with tempfile.TemporaryDirectory(prefix="falco-run-bench-") as directory:
            workload = kind(options, directory)
            samples = bench(workload, wrappers, options, deadline, errors)
        results["workloads"][kind.name] = report.summarize(workload, samples, baselines)
    results["errors"] = errors
    print(json.dumps(results, indent=1) if options.json else report.table(results, baselines))
    for error in errors:
        print("error: " + error, file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
