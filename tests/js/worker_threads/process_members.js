'use strict';
// What `process` of a worker refuses or does not have. The channel to a parent process is the main thread's, whatever the worker's
// environment says.
const { Worker } = require('node:worker_threads');

const show = `
const show = (name) => {
  const found = Object.getOwnPropertyDescriptor(process, name);
  console.log(name, found && { ...found, get: typeof found.get, value: found.value?.name ?? typeof found.value });
};
for (const name of ['abort', 'chdir', 'setuid', 'send', 'disconnect', 'channel', 'connected', '_debugProcess', '_debugEnd',
  '_startProfilerIdleNotifier', '_stopProfilerIdleNotifier']) show(name);
for (const name of ['abort', 'chdir', 'send', 'disconnect']) {
  try { process[name](); } catch (error) { console.log(error.name, error.code, error.message); }
}
for (const name of ['channel', 'connected']) {
  try { console.log(process[name]); } catch (error) { console.log(error.name, error.code, error.message); }
}
console.log(Object.getOwnPropertyDescriptor(process.abort, 'disabled'), process.env.NODE_CHANNEL_FD);
`;
new Worker(show, { eval: true, env: { NODE_CHANNEL_FD: '1' } }).on('exit', (code) => {
  console.log(code);
  new Worker(show, { eval: true });
});
