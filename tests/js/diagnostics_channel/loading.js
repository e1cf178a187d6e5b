// What Node itself tells on channels: modules that are required and imported, children that are made and started, workers.
'use strict';
const { createRequire } = require('node:module');
const channels = require('node:diagnostics_channel');

const base = (path) => path?.split('/').at(-1);

function trace(name, describe) {
  const handlers = {};
  for (const event of ['start', 'end', 'asyncStart', 'asyncEnd', 'error']) {
    handlers[event] = (message) => console.log(name, event, ...describe(message), message.error?.code, typeof message.result);
  }
  channels.tracingChannel(name).subscribe(handlers);
}

trace('module.require', ({ id, parentFilename, ...rest }) => [id, base(parentFilename), Object.keys(rest)]);
trace('module.import', ({ url, parentURL, ...rest }) => [base(url), base(parentURL), Object.keys(rest)]);
trace('child_process.spawn', ({ process: child, options, ...rest }) => [child.spawnfile, options?.file, Object.keys(rest)]);
channels.subscribe('child_process', (message) => console.log('child_process', Object.keys(message), message.process.constructor.name));
channels.subscribe('worker_threads', (message) => console.log('worker_threads', Object.keys(message), message.worker.threadId));

function attempt(action) {
  try {
    return action();
  } catch (error) {
    console.log('throws', error.code);
  }
}

async function main() {
  require('node:os');
  attempt(() => require('./missing'));
  attempt(() => module.require('missing'));
  createRequire(__filename)('node:path');
  await import('node:os');
  await import('./missing.mjs').catch(() => {});
  await import('data:text/javascript,import "node:fs"; throw 1').catch(() => {});

  const { ChildProcess, spawn, spawnSync } = require('node:child_process');
  await new Promise((resolve) => spawn('true', { stdio: 'ignore' }).on('close', resolve));
  await new Promise((resolve) => spawn('missing').on('error', resolve));
  attempt(() => spawn('true', ['a'.repeat(1 << 22)]));
  attempt(() => spawn('true', { stdio: 'bad' }));
  attempt(() => new ChildProcess().spawn({ file: 5 }));
  spawnSync('true');

  const { Worker } = require('node:worker_threads');
  new Worker('', { eval: true });
}

main();
