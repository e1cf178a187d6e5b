'use strict';
// A program that has used up its descriptors hears so from what it asks for, and goes on when it has some again: what waits for
// descriptors, children's ends and answers of name servers takes its own when it is first needed, which ended the process where there
// were none left, and signals could then not be listened for any more at all.

const { fork, spawn, execFileSync } = require('child_process');
const dns = require('dns');
const fs = require('fs');
const net = require('net');
const { Worker } = require('worker_threads');

if (process.argv[2] !== 'child') {
  process.stdout.write(execFileSync('/bin/sh', ['-c', 'ulimit -n 64; exec "$0" "$1" child', process.execPath, __filename]));
  return;
}

const held = [];
const tell = (name) => (error) => console.log(name, error.code, error.message.replace(/spawn .*\/\w+ /, 'spawn PATH '));
const ends = (emitter, name) => new Promise((done) => {
  emitter.on('error', (error) => done(tell(name)(error)));
  emitter.on('exit', (code) => done(console.log(name, 'exit', code)));
  emitter.on('close', () => done());
});

async function tryAll() {
  await ends(spawn('/bin/true', { stdio: 'ignore' }), 'spawn');
  await ends(fork(__filename, ['child of child'], { execArgv: ['-e', '0'] }), 'fork');
  const worker = new Worker('0', { eval: true });
  worker.on('error', tell('worker'));
  await new Promise((done) => worker.on('exit', (code) => done(console.log('worker exit', code))));
  const resolver = new dns.Resolver({ timeout: 100, tries: 1 });
  resolver.setServers(['127.0.0.1:1']);
  await new Promise((done) => resolver.resolve4('example.org', (error) => done(console.log(error.code))));
  await ends(net.connect(1, '127.0.0.1'), 'connect');
  await new Promise((done) => fs.readFile(__filename, (error) => done(console.log('readFile', error ? error.code : 'ok'))));
  fs.watchFile('/nonexistent', { interval: 10 }, () => {});
  fs.unwatchFile('/nonexistent');
}

(async () => {
  try {
    for (;;) held.push(fs.openSync('/dev/null'));
  } catch (error) {
    console.log(error.code);
  }
  await tryAll();
  // Node has made what it needs for this before.
  try {
    process.on('SIGUSR2', () => {});
  } catch {}
  for (const fd of held) fs.closeSync(fd);
  console.log('some again');
  await tryAll();
  process.on('SIGHUP', () => {
    console.log('a signal');
    process.exit();
  });
  process.kill(process.pid, 'SIGHUP');
  setTimeout(() => {}, 5000);
})();
