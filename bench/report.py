# SPDX-License-Identifier: Apache-2.0
"""Turns samples into medians with their range, and these into a table."""
import os
import platform
import statistics


def spread(values):
    """{median, min, max} of some numbers."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def summarize(workload, samples, baselines):
    """samples: {variant: [{metric: value}, ...]}, one entry a round.

    Ratios are made round by round, of runs that followed each other, before their median is taken.
    """
    metrics = {}
    for metric in workload.metrics:
        variants = {}
        for variant, rounds in samples.items():
            values = [r[metric.key] for r in rounds]
            if not values:
                continue
            entry = spread(values)
            entry["samples"] = values
            for base in baselines:
                pairs = [(v, b[metric.key]) for v, b in zip(values, samples.get(base, []))]
                ratios = [v / b for v, b in pairs if b > 0]
                if base != variant and ratios:
                    entry["to_" + base] = spread(ratios)
            variants[variant] = entry
        metrics[metric.key] = {"unit": metric.unit, "better": metric.better, "variants": variants}
    return {"title": workload.title, "metrics": metrics}


def machine():
    """What the numbers were taken on; they mean nothing on another."""
    model = ""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = next((line.split(":", 1)[1].strip() for line in file
                          if line.startswith("model name")), "")
    except OSError:
        pass
    return {"kernel": platform.release(), "arch": platform.machine(), "cpu": model,
            "cpus": os.cpu_count(), "load": os.getloadavg()[0]}


def _number(x):
    return "%.0f" % x if x >= 1000 else "%.1f" % x if x >= 100 else "%.2f" % x


def _range(entry):
    return "%s [%s..%s]" % tuple(_number(entry[k]) for k in ("median", "min", "max"))


def table(results, baselines):
    """The whole report as text."""
    head = results["machine"]
    lines = ["%s, %d CPUs, kernel %s, load %.1f; %d rounds, median [min..max]" % (
        head["cpu"] or head["arch"], head["cpus"], head["kernel"], head["load"],
        results["rounds"])]
    for name, result in results["workloads"].items():
        lines += ["", "%s: %s" % (name, result["title"])]
        for key, metric in result["metrics"].items():
            for variant, entry in metric["variants"].items():
                ratios = ["%s x %s" % (_range(entry["to_" + b]), b) for b in baselines
                          if "to_" + b in entry]
                lines.append("  %-7s %-10s %26s %-4s %s" % (
                    key, variant, _range(entry), metric["unit"], "   ".join(ratios)))
    for name, why in results["skipped"].items():
        lines += ["", "skipped %s: %s" % (name, why)]
    return "\n".join(line.rstrip() for line in lines)
