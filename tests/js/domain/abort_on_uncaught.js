'use strict';
// --abort-on-uncaught-exception: no abort where somebody takes the exception who is asked before it is uncaught, as a domain with
// listeners is, and none in workers.
const { spawnSync } = require('node:child_process');

const scripts = {
  'nobody': 'throw new Error("x")',
  'a listener': 'process.on("uncaughtException", () => {}); throw new Error("x")',
  'a capture callback': 'process.setUncaughtExceptionCaptureCallback(() => console.log("taken")); throw new Error("x")',
  'one more capture callback': 'process.addUncaughtExceptionCaptureCallback(() => true); throw new Error("x")',
  'a domain': 'const d = require("domain").create(); d.on("error", () => console.log("taken")); d.run(() => { throw new Error("x") })',
  'a domain, later': 'const d = require("domain").create(); d.on("error", () => console.log("taken")); d.run(() => setTimeout(() => { throw new Error("x") }, 1))',
  'a domain without listeners': 'require("domain").create().run(() => { throw new Error("x") })',
  'a rejection': 'Promise.reject(new Error("x"))',
  'a rejection with a listener': 'process.on("unhandledRejection", () => console.log("taken")); Promise.reject(new Error("x"))',
  'a worker': 'new (require("worker_threads").Worker)("throw new Error(1)", { eval: true }).on("error", () => console.log("error")).on("exit", (code) => console.log(code))',
};
for (const [name, script] of Object.entries(scripts)) {
  const command = 'ulimit -c 0; exec "$0" --abort-on-uncaught-exception -e "$1"';
  const { status, signal, stdout } = spawnSync('sh', ['-c', command, process.execPath, script], { encoding: 'utf8' });
  console.log(name, status, signal, stdout);
}
