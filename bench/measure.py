"""Runs the benchmarks on the runtimes in turn and collects the samples."""
import json
import os
import re
import resource
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from table import figure, show

HERE = os.path.dirname(os.path.abspath(__file__))
HZ = os.sysconf("SC_CLK_TCK")

def cpu_busy():
    """Seconds of CPU the whole machine has spent, all cores together."""
    with open("/proc/stat") as f:
        v = [int(x) for x in f.readline().split()[1:]]
    # user nice system idle iowait irq softirq steal (guest is part of user)
    return (v[0] + v[1] + v[2] + v[5] + v[6] + (v[7] if len(v) > 7 else 0)) / HZ


def proc_cpu(pid):
    with open("/proc/%d/stat" % pid) as f:
        v = f.read().rpartition(")")[2].split()
    return (int(v[11]) + int(v[12])) / HZ


class Outcome:
    pass


def spawn(argv, env, timeout, outdir):
    """Run to the end. Returns wall time, resource use, output, exit status."""
    o = Outcome()
    so, se = os.path.join(outdir, "out"), os.path.join(outdir, "err")
    fl = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    acts = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, so, fl, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, se, fl, 0o600),
    ]
    busy0 = cpu_busy()
    t0 = time.perf_counter()
    pid = os.posix_spawnp(argv[0], argv, env, file_actions=acts, setpgroup=0)
    o.timed_out = False
    done = threading.Event()

    def kill():
        if not done.is_set():
            o.timed_out = True
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    timer = threading.Timer(timeout, kill)
    timer.start()
    _, status, ru = os.wait4(pid, 0)
    o.wall = time.perf_counter() - t0
    done.set()
    timer.cancel()
    try:  # children it may have left behind
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    o.cpu = ru.ru_utime + ru.ru_stime
    o.rss = ru.ru_maxrss / 1024.0
    o.foreign = max(0.0, (cpu_busy() - busy0 - o.cpu) / max(o.wall, 1e-3))
    o.status = status
    with open(so, errors="replace") as f:
        o.out = f.read()
    with open(se, errors="replace") as f:
        o.err = f.read()
    return o


ANSI = re.compile(r"\x1b\[[0-9;]*m")


def reason(o):
    if o.timed_out:
        return "timeout"
    text = ANSI.sub("", o.err + "\n" + o.out)
    lines = [l.strip() for l in text.splitlines() if l.strip()]
    pick = []
    for pattern in (r"panic|deadlock|check failed|napi_status", r"Error\b|error:", r"abort|unsupported|Segmentation"):
        pick += [l for l in lines if re.search(pattern, l)]
    line = (pick or lines[-1:] or ["no output"])[0]
    if os.WIFSIGNALED(o.status):
        line = "signal %d; %s" % (os.WTERMSIG(o.status), line)
    elif os.WEXITSTATUS(o.status):
        line = "exit %d; %s" % (os.WEXITSTATUS(o.status), line)
    return line[:160]


def last_json(text):
    for line in reversed(text.splitlines()):
        if line.startswith("BENCH "):
            return json.loads(line[6:])
    return None


class Runner:
    def __init__(self, args, rts):
        self.args = args
        self.rts = rts
        self.work = args.work
        self.tmp = tempfile.mkdtemp(prefix="bench-run-")
        self.env = {k: v for k, v in os.environ.items()
                    if not k.startswith(("NODE_", "DENO_", "BUN_", "BENCH_", "UV_"))}
        self.env.update(NO_COLOR="1", DENO_NO_UPDATE_CHECK="1", TMPDIR=self.tmp)
        if args.quick:
            self.env["BENCH_QUICK"] = "1"
        self.samples = []
        self.waited = 0.0
        self.redone = 0

    # -- the runtime's command line for a script
    def cmd(self, rt, argv):
        return shlex.split(self.rts[rt]) + argv

    def quiet(self):
        if not self.args.wait_quiet:
            return
        t0 = time.time()
        while True:
            b = cpu_busy()
            time.sleep(0.1)
            if (cpu_busy() - b) / 0.1 < 0.25:
                break
            if time.time() - t0 > self.args.wait_quiet:
                break
        self.waited += time.time() - t0

    def limit_bundle(self, case):
        """One plain script for a bare engine shell: see README.md."""
        d = os.path.join(self.work, "limit")
        os.makedirs(d, exist_ok=True)
        path = os.path.join(d, case + ".js")
        parts = ["globalThis.__benchQuick = %s;\n" % ("true" if self.args.quick else "false")]
        for name in ("lib.js", "a_cases.js"):
            with open(os.path.join(HERE, "js", name)) as f:
                parts.append(";(function(){\n" + f.read() + "\n})();\n")
        parts.append(
            # a function the host does not offer counts as "not measured"
            ";(function(){let miss=false;const addon=new Proxy(globalThis.addon,{get(t,k){"
            "if(!(k in t))miss=true;return t[k];}});let f;try{f=globalThis.benchA(addon)[%s];"
            "miss=false;const r=f();Promise.resolve(r).then((r)=>globalThis.benchLib.emit({time:r}),"
            "(e)=>{throw e;});}catch(e){if(miss||/is not a function/.test(String(e)))"
            "globalThis.benchLib.emit({skip:{value:0}});else throw e;}})();\n" % json.dumps(case))
        with open(path, "w") as f:
            f.write("".join(parts))
        return path

    def once_js(self, b, rt):
        env = dict(self.env, **b.env)
        if rt.startswith("limit"):
            if not b.opts.get("limit"):
                return None
            argv = self.cmd(rt, [self.limit_bundle(b.argv[1])])
        else:
            argv = self.cmd(rt, [os.path.join("js", b.argv[0])] + b.argv[1:])
        o = spawn(argv, env, self.args.timeout, self.tmp)
        m = last_json(o.out)
        s = {"wall": o.wall, "cpu": o.cpu, "rss": o.rss, "foreign": o.foreign}
        if m is None or o.timed_out:
            s["fail"] = reason(o)
            return s
        if o.status != 0:  # result printed, but the process did not end well
            s["note"] = "after the result: " + reason(o)
        if "skip" in m:
            return None
        v = {}
        for k, x in m.items():
            if k == "info":
                s["info"] = x
            elif "ns" in x:
                v[k] = {"ns": x["ns"], "best": x.get("best", x["ns"])}
                if "cpu" in x:
                    v[k].update(cpu=x["cpu"], cpu_best=x["cpuBest"])
            else:
                v[k] = {"value": x["value"], "best": x.get("best", x["value"])}
        v["rss"] = {"value": o.rss, "best": o.rss}
        s["values"] = v
        return s

    def once_proc(self, b, rt):
        if rt.startswith("limit"):
            return None
        o = spawn(self.cmd(rt, [os.path.join("js", b.argv[0])]), dict(self.env), self.args.timeout, self.tmp)
        s = {"wall": o.wall, "cpu": o.cpu, "rss": o.rss, "foreign": o.foreign}
        if o.status != 0 or o.timed_out:
            s["fail"] = reason(o)
        else:
            s["values"] = {"wall": {"ns": o.wall * 1e9, "best": o.wall * 1e9,
                                    "cpu": o.cpu * 1e9, "cpu_best": o.cpu * 1e9},
                           "rss": {"value": o.rss, "best": o.rss}}
        return s

    def once_server(self, b, rt):
        if rt.startswith("limit"):
            return None
        if not shutil.which("wrk"):
            return {"fail": "wrk is not installed", "foreign": 0}
        with socket.socket() as k:
            k.bind(("127.0.0.1", 0))
            port = k.getsockname()[1]
        env = dict(self.env, PORT=str(port))
        pin = os.cpu_count() and os.cpu_count() > 1 and shutil.which("taskset")
        argv = (["taskset", "-c", "0"] if pin else []) + self.cmd(rt, [os.path.join("js", b.argv[0])])
        outp = os.path.join(self.tmp, "srv")
        fl = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        acts = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, outp, fl, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2)]
        kids0 = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy0, t0 = cpu_busy(), time.perf_counter()
        pid = os.posix_spawnp(argv[0], argv, env, file_actions=acts, setpgroup=0)
        dead = None
        s = {}
        try:
            while True:
                if os.waitpid(pid, os.WNOHANG)[0]:
                    dead = True
                    break
                with open(outp) as f:
                    if "LISTENING" in f.read():
                        break
                if time.perf_counter() - t0 > 20:
                    s["fail"] = "did not listen within 20 s"
                    break
                time.sleep(0.02)
            if dead:
                with open(outp) as f:
                    lines = [l for l in f.read().splitlines() if l.strip()]
                s["fail"] = "server ended: " + (lines or ["no output"])[-1][:120]
            if not s.get("fail"):
                base = (["taskset", "-c", "1"] if pin else []) + ["wrk", "-t1", "--latency", "--timeout", "10s"]
                base += ["-c", str(b.opts["connections"])]
                if b.opts["lua"]:
                    base += ["-s", os.path.join("js", "server", b.opts["lua"])]
                url = "http://127.0.0.1:%d%s" % (port, b.opts["path"])
                warm, dur = ("1s", "1s") if self.args.quick else ("2s", "5s")
                subprocess.run(base + ["-d", warm, url], capture_output=True, text=True, timeout=60)
                c0 = proc_cpu(pid)
                r = subprocess.run(base + ["-d", dur, url], capture_output=True, text=True, timeout=60)
                s.update(self.parse_wrk(r.stdout, proc_cpu(pid) - c0))
        finally:
            if not dead:
                try:
                    os.killpg(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                _, _, ru = os.wait4(pid, 0)
                s["rss"] = ru.ru_maxrss / 1024.0
                s["cpu"] = ru.ru_utime + ru.ru_stime
        s["wall"] = time.perf_counter() - t0
        kids = resource.getrusage(resource.RUSAGE_CHILDREN)  # server and wrk
        ours = kids.ru_utime + kids.ru_stime - kids0.ru_utime - kids0.ru_stime
        s["foreign"] = 0.0 if dead else max(0.0, (cpu_busy() - busy0 - ours) / s["wall"])
        if "values" in s:
            s["values"]["rss"] = {"value": s["rss"], "best": s["rss"]}
        return s

    @staticmethod
    def parse_wrk(text, cpu):
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        m = re.search(r"Requests/sec:\s*([\d.]+)", text)
        if bad or not m or float(m.group(1)) == 0:
            return {"fail": "wrk: %s" % (bad.group(0) if bad else "no requests served")}
        scale = {"us": 1e3, "ms": 1e6, "s": 1e9}
        v = {"rps": {"value": float(m.group(1)), "best": float(m.group(1))}}
        n = re.search(r"(\d+) requests in", text)
        if n and cpu > 0:  # what the server would do with its core to itself
            v["rps"].update(cpu=int(n.group(1)) / cpu, cpu_best=int(n.group(1)) / cpu)
        for p in ("50", "99"):
            q = re.search(r"^\s*%s%%\s+([\d.]+)(us|ms|s)\s*$" % p, text, re.M)
            if q:
                ns = float(q.group(1)) * scale[q.group(2)]
                v["p" + p] = {"ns": ns, "best": ns}
        return {"values": v}

    def cleanest(self, once, b, rt):
        """A sample; taken again while other processes disturb it too much."""
        kept = None
        for attempt in range(self.args.retries + 1):
            self.quiet()
            try:
                s = once(b, rt)
            except Exception as e:  # the harness must survive anything
                s = {"fail": "harness: %r" % (e,), "foreign": 0.0}
            if s is None:
                return None
            if kept is None or s["foreign"] < kept["foreign"]:
                kept = s
            # the kernel counts in ticks: too coarse to judge very short samples
            slack = 0.03 / max(s.get("wall", 1.0), 0.01)
            if "fail" in s or s["foreign"] <= self.args.max_foreign + slack:
                break
            if attempt < self.args.retries:
                self.redone += 1
        return kept

    def run(self, benches):
        names = list(self.rts)
        total = len(benches)
        for i, b in enumerate(benches):
            rounds = self.args.repeat
            if b.kind == "proc":
                rounds = 2 if self.args.quick else max(10, self.args.proc_runs)
            once = {"js": self.once_js, "proc": self.once_proc, "server": self.once_server}[b.kind]
            gave_up = set()
            if b.kind == "proc":  # fill file and code caches, unrecorded
                for rt in names:
                    once(b, rt)
            for r in range(rounds):
                k = r % len(names)
                for rt in names[k:] + names[:k]:
                    if rt in gave_up:
                        continue
                    s = self.cleanest(once, b, rt)
                    if s is None:
                        gave_up.add(rt)
                        continue
                    s.update(bench=b.id, rt=rt, round=r)
                    self.samples.append(s)
                    fails = [x for x in self.samples if x["bench"] == b.id and x["rt"] == rt and "fail" in x]
                    if len(fails) >= 2:
                        gave_up.add(rt)
            line = []
            for rt in names:
                f = figure(self.samples, b, b.rows[0], rt)
                line.append("%s %s" % (rt, show(f, b.rows[0].unit)))
            print("[%d/%d] %-28s %s" % (i + 1, total, b.id, "  ".join(line)), file=sys.stderr, flush=True)
            if self.args.json:
                self.save()

    def save(self):
        doc = {"meta": self.meta, "samples": self.samples}
        with open(self.args.json + ".tmp", "w") as f:
            json.dump(doc, f, indent=0)
        os.replace(self.args.json + ".tmp", self.args.json)
