// Options of the command line: V8's own are passed on, what nobody knows is refused with status 9, and process.execArgv holds
// what was given, so that a program can start itself again.
'use strict';

const { execFile } = require('node:child_process');
const os = require('node:os');

function run(args, env) {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { ...process.env, ...env }, cwd: os.tmpdir() }, (error, stdout, stderr) => {
      // V8's hints name the other options that it was given as well.
      const problems = stderr.split('\n').filter((line) => /requires|bad option|not allowed|invalid|either|must (?:not )?be|illegal/.test(line) &&
        !/bad option: --(?:harmony|js-source|external-memory)/.test(line)).map((line) => line.replaceAll(process.execPath, 'PROGRAM'));
      resolve([JSON.stringify(args), error ? error.code : 0, stdout, problems]);
    }).stdin.end();
  });
}

const cases = [
  ['--expose-gc', '-p', 'typeof gc'],
  ['--expose_gc', '-p', '[typeof gc, process.execArgv]'],
  ['--no-expose-gc', '-p', 'typeof gc'],
  ['--max-old-space-size=64', '-p', 'require("v8").getHeapStatistics().heap_size_limit < 100 * 2 ** 20'],
  ['--max-old-space-size=abc', '-p', '1'],
  ['--max-old-space-size-percentage=50', '-p', 'require("v8").getHeapStatistics().heap_size_limit'],
  ['--max-old-space-size=64', '--max-old-space-size-percentage=1e1', '-p', 'require("v8").getHeapStatistics().heap_size_limit'],
  ['--max-old-space-size-percentage=5%', '-p', '1'],
  ['--max-old-space-size-percentage=0', '-p', '1'],
  ['--heapsnapshot-near-heap-limit=-1', '-p', '1'],
  ['--stack-size=400', '-p', 'let depth = 0; (function f() { depth++; f(); }).call.bind(0), 0'],
  ['--stack-trace-limit=3', '-p', 'Error.stackTraceLimit'],
  ['--foo', '-p', '1'],
  ['-x', '-p', '1'],
  ['--no-foo', '-p', '1'],
  ['-r'],
  ['-r', '-p', '1'],
  ['--conditions'],
  ['-e'],
  ['-pe'],
  ['-pe', '1 + 1', 'argument'],
  ['-p', 'process.argv.slice(1)', '--', 'a', '-b', '--'],
  ['-p', '[process.execArgv, process.argv.length]', 'x'],
  ['--title=a title', '-p', 'process.title'],
  ['--no-title=x', '-p', '1'],
  ['--unhandled-rejections=foo', '-p', '1'],
  ['--input-type=foo', '-e', '1'],
  ['-c', '-e', '1'],
  ['--disable-proto=x', '-p', '1'],
  ['--disable-proto=delete', '-p', '({}).__proto__'],
  ['--disable-proto=throw', '-p', 'try { ({}).__proto__ } catch (error) { error.code + error.message }'],
  ['--disable-proto=delete', '-p', 'vm.runInNewContext("[({}).__proto__, ({ __proto__: null }) instanceof Object]")'],
  ['--disable-proto=throw', '-p', 'vm.runInNewContext("try { ({}).__proto__ = 1 } catch (error) { error.code + error.message }")'],
  ['--no-experimental-global-navigator', '-p', 'typeof navigator'],
  ['--no-experimental-websocket', '-p', '[typeof WebSocket, "WebSocket" in globalThis, typeof CloseEvent]'],
  ['--zero-fill-buffers', '-p', '[100, 5000, 100000].map((size) => Buffer.allocUnsafe(size).every((byte) => byte === 0) && Buffer.allocUnsafeSlow(size).every((byte) => byte === 0))'],
  ['--no-global-search-paths', '-p', 'module.constructor.globalPaths'],
  ['--no-warnings', '-p', 'process.emitWarning("x"), process.execArgv'],
  ['--no-deprecation', '-p', 'process.noDeprecation'],
  ['--throw-deprecation', '-e', 'new Buffer(1)'],
  ['--force-context-aware', '--napi-modules', '--experimental-worker', '-p', '1'],
  ['--v8-pool-size=2', '-p', '1'],
  ['--harmony', '--jitless', '-p', 'typeof WebAssembly'],
];

(async () => {
  for (let at = 0; at < cases.length; at += 4) {
    for (const result of await Promise.all(cases.slice(at, at + 4).map((args) => run(args)))) console.log(...result);
  }
  const code = `const { execFileSync } = require('child_process');
    if (process.argv[1] === 'again') console.log(typeof gc, Error.stackTraceLimit);
    else process.stdout.write(execFileSync(process.execPath, [...process.execArgv, 'again']));`;
  console.log(...await run(['--expose-gc', '--stack-trace-limit=7', '-e', code]));
  console.log(...await run(['--version']));
  const [, status, help] = await run(['--help']);
  console.log(status, /--require/.test(help), /--v8-options/.test(help));
  const [, v8Status, v8Options] = await run(['--v8-options']);
  console.log(v8Status, /--expose-gc/.test(v8Options));
})();
