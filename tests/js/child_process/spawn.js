'use strict';

// Asynchronous children: pipes in every place, the order of events, signals, ends.

const { spawn, exec, execFile } = require('child_process');
const { promisify } = require('util');
const { once } = require('events');

async function main() {
  const missing = spawn('no_such_command', ['arg']);
  missing.on('exit', () => console.log('no exit event'));
  console.log(missing.pid, missing.kill());
  const [error] = await once(missing, 'error');
  console.log(error.message, { ...error });
  console.log(await once(missing, 'close'));

  // A megabyte through a child, with backpressure.
  const cat = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
  console.log(cat.stdin.constructor.name, cat.stdin.writable, cat.stdout.readable, cat.stderr);
  let length = 0;
  cat.stdout.on('data', (data) => { length += data.length; });
  cat.stdin.write('x'.repeat(500000));
  cat.stdin.end(Buffer.alloc(500000));
  console.log(await once(cat, 'close'), length, cat.stdin.bytesWritten, cat.stdout.bytesRead);

  // More descriptors than three.
  const many = spawn('sh', ['-c', 'cat <&3; echo done >&4'], { stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'] });
  many.stdio[4].setEncoding('utf8').on('data', (data) => console.log('4:', data));
  many.stdio[3].end('abc');
  console.log(await once(many, 'close'));

  const options = spawn('sh', ['-c', 'echo $FOO; pwd; echo $0'], {
    env: { FOO: 'bar', PATH: process.env.PATH }, cwd: '/', argv0: 'named',
  });
  let text = '';
  options.stdout.setEncoding('utf8').on('data', (data) => { text += data; });
  const events = [];
  for (const name of ['spawn', 'exit', 'close']) options.on(name, () => events.push(name));
  await once(options, 'close');
  console.log(events, text);

  const sleep = spawn('sleep', ['10']);
  console.log(sleep.exitCode, sleep.signalCode, sleep.kill('SIGINT'), sleep.killed);
  console.log(await once(sleep, 'exit'), sleep.exitCode, sleep.signalCode, sleep.kill());

  const timeout = spawn('sleep', ['10'], { timeout: 30, killSignal: 'SIGKILL' });
  console.log(await once(timeout, 'exit'));

  const controller = new AbortController();
  const aborted = spawn('sleep', ['10'], { signal: controller.signal });
  const failed = once(aborted, 'error');
  controller.abort('why');
  const [abort] = await failed;
  console.log(abort.name, abort.code, abort.cause);

  const run = promisify(execFile);
  console.log(await run('echo', ['x']));
  await run('sh', ['-c', 'echo out; exit 3']).catch((e) => console.log(e.message, e.code, e.stdout, e.killed, e.signal, e.cmd));
  console.log(run('true').child.constructor.name);
  await promisify(exec)('echo a; echo b >&2; exit 5').catch((e) => console.log({ ...e }, e.message));
  console.log(await promisify(exec)('echo $0', { shell: '/bin/sh', encoding: 'buffer' }));
  await promisify(exec)('sleep 5', { timeout: 30 }).catch((e) => console.log({ ...e }));
  await promisify(exec)('yes', { maxBuffer: 10 }).catch((e) => console.log({ ...e }, e.message));

  // Output that nobody reads does not hold back 'close'.
  console.log(await once(spawn('sh', ['-c', 'echo unread']), 'close'));
  spawn('sleep', ['5'], { detached: true, stdio: 'ignore' }).unref();
}

main();
