#!/usr/bin/env python3
"""Side-by-side benchmarks of Node-API hosts.

    python3 run.py --setup                                  # once
    python3 run.py --rt node26=/path/node --rt deno="/path/deno run -A" \\
                   --rt bun=/path/bun --repeat 3 --json out.json --md table.md

Runtimes take turns (A B C, B C A, C A B, ...) on every benchmark, so that
slow drift of the machine hits them alike. See README.md.
"""
import argparse
import json
import os
import platform
import re
import shutil
import sys
import time

import table as tables
from catalogue import build_list
from measure import Runner, last_json, reason, spawn
from workdir import HERE, build_limit, compile_addons, generate_modules, setup, sync_js


def versions(runner, rt):
    if rt.startswith("limit"):
        return {}
    o = spawn(runner.cmd(rt, [os.path.join("js", "versions.cjs")]), runner.env, 60, runner.tmp)
    return last_json(o.out) or {"fail": reason(o)}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--rt", action="append", default=[], metavar="NAME=CMD",
                   help="a runtime; CMD gets the script as its last argument. A NAME that starts with "
                        "'limit' is a bare engine shell and runs group A only")
    p.add_argument("--only", help="comma-separated groups or prefixes of benchmark names: A,E.sharp")
    p.add_argument("--repeat", type=int, default=3, help="processes per benchmark and runtime (default 3)")
    p.add_argument("--proc-runs", type=int, default=15, help="the same for group D (default 15, at least 10)")
    p.add_argument("--json", help="write every sample here")
    p.add_argument("--md", help="write the table here as well")
    p.add_argument("--work", default=os.path.join(HERE, ".work"), help="work directory (default: .work beside run.py)")
    p.add_argument("--base", default="node26", help="the runtime the ratios refer to (default node26, else the first)")
    p.add_argument("--timeout", type=float, default=180)
    p.add_argument("--wait-quiet", type=float, default=0, metavar="S",
                   help="before each sample wait up to S seconds until the machine is idle")
    p.add_argument("--max-foreign", type=float, default=0.3, metavar="CORES",
                   help="a sample during which other processes used more than this is disturbed (default 0.3)")
    p.add_argument("--retries", type=int, default=0,
                   help="take a disturbed sample again up to this often and keep the cleanest (default 0)")
    p.add_argument("--quick", action="store_true", help="tiny loops: checks that everything works, figures mean nothing")
    p.add_argument("--setup", action="store_true", help="install the npm packages into the work directory and stop")
    p.add_argument("--build-limit", nargs="+", metavar="NODE=INCLUDE",
                   help="build the raw-V8 stand-in for a limit runtime against node's own headers and stop")
    p.add_argument("--list", action="store_true", help="list the benchmarks and stop")
    p.add_argument("--clock", choices=["wall", "cpu", "best"], default="wall",
                   help="what the table shows: median wall time (default); median CPU time (main thread for "
                        "synchronous loops, whole process otherwise; requests per second of server CPU in group F), "
                        "which stands a busy machine; or the best wall time of any sample")
    p.add_argument("--show", nargs="+", metavar="JSON", help="print the table of earlier --json files and stop")
    p.add_argument("--pool", action="store_true", help="with --show: put the samples of all files together instead")
    args = p.parse_args()
    tables.CLOCK = args.clock
    for k in ("json", "md", "work"):
        if getattr(args, k):
            setattr(args, k, os.path.abspath(getattr(args, k)))

    benches = build_list()
    if args.only:
        want = [w.strip() for w in args.only.split(",") if w.strip()]
        benches = [b for b in benches if any(b.group == w or b.id == w or ("." in w and b.id.startswith(w)) for w in want)]
        if not benches:
            sys.exit("--only matches nothing")
    if args.list:
        for b in benches:
            print("%-28s %s" % (b.id, "; ".join("%s [%s]" % (r.label, r.unit) for r in b.rows)))
        return
    if args.setup:
        setup(args.work)
        compile_addons(args.work)
        generate_modules(args.work)
        return
    if args.show:
        samples, names = [], []
        for path in args.show:
            with open(path) as f:
                doc = json.load(f)
            # a later file replaces the benchmarks it has, runtime by runtime
            have = {(s["bench"], s["rt"]) for s in doc["samples"]}
            if not args.pool:
                samples = [s for s in samples if (s["bench"], s["rt"]) not in have]
            samples += doc["samples"]
            for n in doc["meta"]["runtimes"]:
                if n not in names:
                    names.append(n)
        base = args.base if args.base in names else names[0]
        benches = [b for b in benches if any(s["bench"] == b.id for s in samples)]
        text = "\n".join(tables.table(benches, samples, names, base, []))
        print(text)
        if args.md:
            with open(args.md, "w") as f:
                f.write(text + "\n")
        return

    if args.build_limit:
        build_limit(args.work, args.build_limit)
        return

    rts = {}
    for spec in args.rt:
        name, eq, cmd = spec.partition("=")
        if not eq or not name or not cmd:
            p.error("--rt wants NAME=CMD, got %r" % spec)
        rts[name] = cmd
    if not rts:
        p.error("no --rt given")
    base = args.base if args.base in rts else next(iter(rts))

    compile_addons(args.work)
    generate_modules(args.work)
    sync_js(args.work)
    os.chdir(args.work)
    runner = Runner(args, rts)
    try:
        with open("/proc/cpuinfo") as f:
            cpu = re.search(r"model name\s*:\s*(.*)", f.read())
        runner.meta = {
            "runtimes": {n: versions(runner, n) for n in rts},
            "base": base, "repeat": args.repeat, "quick": args.quick, "cores": os.cpu_count(),
            "cpu": cpu.group(1) if cpu else platform.processor(), "kernel": platform.release(),
            "started": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()),
            "load_at_start": os.getloadavg(),
        }
        t0 = time.time()
        runner.run(benches)
        runner.meta["seconds"] = round(time.time() - t0)
        runner.meta["seconds_waiting_for_quiet"] = round(runner.waited)
        runner.meta["samples_taken_again"] = runner.redone
        if args.json:
            runner.save()
    finally:
        shutil.rmtree(runner.tmp, ignore_errors=True)
    text = "\n".join(tables.table(benches, runner.samples, list(rts), base, []))
    print(text)
    if args.md:
        with open(args.md, "w") as f:
            f.write(text + "\n")


if __name__ == "__main__":
    main()
