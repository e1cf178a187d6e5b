"""Makes the work directory: packages, compiled addons, generated modules."""
import os
import shlex
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

def compile_addons(work):
    cc = os.environ.get("CC", "cc")
    inc = os.path.join(work, "node_modules", "node-api-headers", "include")
    if not os.path.isdir(inc):
        sys.exit("no node-api-headers in %s: run with --setup first" % work)
    os.makedirs(os.path.join(work, "addon"), exist_ok=True)
    for name in ("bench", "mini"):
        src = os.path.join(HERE, "addon", name + ".c")
        dst = os.path.join(work, "addon", name + ".node")
        if os.path.exists(dst) and os.path.getmtime(dst) > os.path.getmtime(src):
            continue
        subprocess.run([cc, "-std=gnu11", "-O2", "-Wall", "-Wextra", "-fPIC", "-shared", "-pthread",
                        "-I" + inc, "-o", dst, src], check=True)


def generate_modules(work):
    """A tree of 1000 small CommonJS files, each requiring up to ten others."""
    d = os.path.join(work, "gen", "with_1000_small_modules")
    if os.path.exists(os.path.join(d, "done")):
        return
    os.makedirs(d, exist_ok=True)
    with open(os.path.join(d, "package.json"), "w") as f:
        f.write('{"name":"with-1000-small-modules","version":"1.0.0","main":"index.js","type":"commonjs"}\n')
    where = lambda i: "index.js" if i == 0 else "d%d/m%d.js" % (i % 20, i)
    for k in range(20):
        os.makedirs(os.path.join(d, "d%d" % k), exist_ok=True)
    for i in range(1000):
        kids = [j for j in range(10 * i + 1, 10 * i + 11) if j < 1000]
        src = ["'use strict';", "// generated file %d" % i]
        for j in kids:
            rel = "./" + where(j) if i == 0 else "../" + where(j)
            src.append("const m%d = require('%s');" % (j, rel[:-3]))
        src.append("""
const defaults = { name: 'module-%(i)d', retries: 3, verbose: false, weights: [1, 2, %(i)d] };

class Item%(i)d {
  constructor(options) {
    this.options = Object.assign({}, defaults, options);
    this.seen = new Map();
  }
  visit(key) {
    const n = (this.seen.get(key) || 0) + 1;
    this.seen.set(key, n);
    return n > this.options.retries ? null : `${this.options.name}:${key}`;
  }
}

function combine(a, b) {
  if (a === undefined) return b;
  if (Array.isArray(a)) return a.concat(b);
  return Object.assign({}, a, b);
}

exports.create = (options) => new Item%(i)d(options);
exports.combine = combine;
exports.total = 1%(sum)s;
""" % {"i": i, "sum": "".join(" + m%d.total" % j for j in kids)})
        with open(os.path.join(d, where(i)), "w") as f:
            f.write("\n".join(src))
    open(os.path.join(d, "done"), "w").close()


def build_limit(work, specs):
    """CMD=INCLUDE: the raw-V8 addon for the node at CMD with the headers in INCLUDE."""
    os.makedirs(os.path.join(work, "addon"), exist_ok=True)
    for spec in specs:
        cmd, _, inc = spec.partition("=")
        abi = subprocess.run(shlex.split(cmd) + ["-p", "process.versions.modules"],
                             check=True, capture_output=True, text=True).stdout.strip()
        subprocess.run([os.environ.get("CXX", "c++"), "-std=c++20", "-O2", "-fPIC", "-shared", "-w", "-I" + inc,
                        "-o", os.path.join(work, "addon", "rawv8-%s.node" % abi),
                        os.path.join(HERE, "addon", "rawv8.cc")], check=True)


def sync_js(work):
    dst = os.path.join(work, "js")
    shutil.rmtree(dst, ignore_errors=True)
    shutil.copytree(os.path.join(HERE, "js"), dst)


def setup(work):
    os.makedirs(work, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(HERE, name), os.path.join(work, name))
    subprocess.run(["npm", "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], cwd=work, check=True)
