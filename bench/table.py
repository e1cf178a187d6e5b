"""Turns samples into figures, and figures into the table."""
import math
import statistics

from catalogue import UNITS

CLOCK = "wall"  # or "cpu", "best": see --clock


def figure(samples, b, row, rt):
    """{'median','best','spread','n','fail'} in the unit of the row; None = not run."""
    mine = [s for s in samples if s["bench"] == b.id and s["rt"] == rt]
    if not mine:
        return None
    conv, higher = UNITS[row.unit]
    med, best = [], []
    for s in mine:
        v = s.get("values", {}).get(row.key)
        if v is None:
            continue
        if CLOCK == "cpu":
            if "cpu" not in v and row.key != "rss":
                continue
            v = dict(v)
            if "ns" in v:
                v.update(ns=v["cpu"], best=v["cpu_best"])
            elif "cpu" in v:
                v.update(value=v["cpu"], best=v["cpu_best"])
        if "ns" in v:
            med.append(conv(v["ns"]))
            best.append(conv(v["best"]))
        else:
            med.append(v["value"])
            best.append(v["best"])
    fails = [s["fail"] for s in mine if "fail" in s]
    if not med:
        return {"fail": fails[0]} if fails else None
    m = statistics.median(med)
    if CLOCK == "best":
        m = max(best) if higher else min(best)
    out = {"median": m, "best": max(best) if higher else min(best), "n": len(med),
           "spread": (max(med) - min(med)) / m if m else 0.0}
    if fails:
        out["failed"] = len(fails)
        out["why"] = fails[0]
    notes = [s["note"] for s in mine if "note" in s]
    if notes:
        out["note"] = notes[0]
    return out


def fmt(x):
    if x is None:
        return ""
    a = abs(x)
    if a >= 1e6:
        return "%.3gM" % (x / 1e6) if a < 1e8 else "%.0fM" % (x / 1e6)
    if a >= 1e4:
        return "%.0f" % x
    if a >= 100:
        return "%.0f" % x
    if a >= 10:
        return "%.1f" % x
    return "%.2f" % x


def show(f, unit):
    if f is None:
        return "-"
    if "fail" in f:
        return "fail: " + f["fail"][:60]
    return fmt(f["median"]) + " " + unit


def table(benches, samples, names, base, out):
    """Markdown: one table for each group, then geometric means and failures."""
    groups = {}
    for b in benches:
        groups.setdefault(b.group, []).append(b)
    title = {
        "A": "A. Call overhead (lower is better)",
        "B": "B. Asynchronous work and thread-safe functions",
        "C": "C. Garbage collection of native-backed objects",
        "D": "D. Whole process",
        "E": "E. Addons from npm",
        "F": "F. Servers",
        "G": "G. Files",
        "H": "H. Cryptography",
    }
    peers = [n for n in names if not n.startswith("limit")]
    geo = {}
    wins = {}
    fails = []
    everyone = names
    for g, bs in groups.items():
        names = [n for n in everyone if any(s["rt"] == n and s["bench"].split(".")[0] == g for s in samples)]
        alive = [n for n in peers if n in names and any(
            s["rt"] == n and "values" in s and s["bench"].split(".")[0] == g for s in samples)]
        out.append("\n### %s\n" % title.get(g, g))
        out.append("| benchmark | unit | " + " | ".join(names) + " | best |")
        out.append("|---|---|" + "---:|" * len(names) + "---|")
        ratios = {n: [] for n in names}
        for b in bs:
            for row in b.rows:
                conv, higher = UNITS[row.unit]
                fs = {n: figure(samples, b, row, n) for n in names}
                if all(f is None for f in fs.values()):
                    continue
                ok = {n: f["median"] for n, f in fs.items() if f and "median" in f}
                cand = {n: v for n, v in ok.items() if n in peers}
                best = None
                if cand:
                    best = (max if higher else min)(cand, key=cand.get)
                cells = []
                for n in names:
                    f = fs[n]
                    if f is None:
                        cells.append("-")
                    elif "fail" in f:
                        cells.append("fail")
                        if row is b.rows[0]:
                            fails.append("%s, %s: %s" % (b.id, n, f["fail"]))
                    else:
                        c = fmt(f["median"])
                        if n == best:
                            c = "**%s**" % c
                        if n != base and base in ok:
                            q = f["median"] / ok[base] if higher else ok[base] / f["median"]
                            c += " (%.2fx)" % q
                        if f["spread"] > 0.25 and b.kind != "proc":
                            c += " ~"
                        if "failed" in f:
                            c += " !"
                            if row is b.rows[0]:
                                fails.append("%s, %s: %d of %d runs failed: %s" % (
                                    b.id, n, f["failed"], f["failed"] + f["n"], f["why"]))
                        if "note" in f and row is b.rows[0]:
                            fails.append("%s, %s: %s" % (b.id, n, f["note"]))
                        cells.append(c)
                out.append("| %s | %s | %s | %s |" % (row.label, row.unit, " | ".join(cells), best or "-"))
                if best and row.geo:
                    wins.setdefault(g, {}).setdefault(best, 0)
                    wins[g][best] += 1
                if row.geo and base in ok and all(n in ok for n in alive):
                    for n in names:
                        if n in ok:
                            ratios[n].append(ok[n] / ok[base] if higher else ok[base] / ok[n])
        geo[g] = ratios
    names = everyone
    out.append("\n### Geometric means (speed relative to %s, higher is better)\n" % base)
    out.append("Over the lines where every runtime that works in the group at all gave a figure (latency lines, the yardstick and server RSS left out).\n")
    out.append("| group | lines | " + " | ".join(names) + " | lines won |")
    out.append("|---|---:|" + "---:|" * len(names) + "---|")
    for g in groups:
        cells = []
        for n in names:
            r = geo[g].get(n)
            cells.append("%.2f" % math.exp(sum(map(math.log, r)) / len(r)) if r else "-")
        w = ", ".join("%s %d" % kv for kv in sorted(wins.get(g, {}).items(), key=lambda kv: -kv[1]))
        out.append("| %s | %d | %s | %s |" % (g, len(geo[g].get(base, [])), " | ".join(cells), w))
    if fails:
        out.append("\n### Failures\n")
        out.extend("* " + f for f in fails)
    noisy = [s for s in samples if s.get("foreign", 0) > 0.3 + 0.03 / max(s.get("wall", 1.0), 0.01)]
    out.append("\n%d samples; %d of them with more than 0.3 of a core used by other processes meanwhile. "
               "`~`: the runs differ by more than 25 %% of their median. `!`: some runs failed." % (len(samples), len(noisy)))
    return out
