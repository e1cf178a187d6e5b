'use strict';
// What fs.open() opens in a worker is closed with it unless the option trackUnmanagedFds says no; closing what was opened elsewhere, and
// opening again a number that somebody else has closed, is warned of there. A FileHandle that has travelled belongs to the other thread.
const fs = require('node:fs');
const { Worker } = require('node:worker_threads');

const isOpen = (fd) => {
  try {
    return fs.fstatSync(fd).isFile();
  } catch ({ code }) {
    return code;
  }
};
const numberless = (text) => text.replace(/\d+/g, 'N');

async function run(label, source, options = {}) {
  const worker = new Worker(`
    const fs = require('node:fs');
    const { parentPort, workerData } = require('node:worker_threads');
    process.on('warning', ({ name, message }) => parentPort.postMessage({ warning: name + ': ' + message }));
    (async () => { ${source} })();`, { eval: true, workerData: { file: __filename, ...options.data }, ...options });
  const received = [];
  worker.on('message', (message) => {
    if (message.warning) console.log(label, numberless(message.warning));
    else received.push(message);
  });
  worker.on('error', (error) => console.log(label, error));
  await new Promise((resolve) => worker.on('exit', resolve));
  return received;
}

(async () => {
  const open = 'parentPort.postMessage({ fd: fs.openSync(workerData.file) });';
  for (const trackUnmanagedFds of [true, false, undefined]) {
    const [{ fd }] = await run(`option ${trackUnmanagedFds}`, open, { trackUnmanagedFds });
    console.log(trackUnmanagedFds, isOpen(fd));
    if (isOpen(fd) === true) fs.closeSync(fd);
  }
  for (const close of ['fs.closeSync(workerData.fd)', 'fs.close(workerData.fd, () => {})']) {
    for (const trackUnmanagedFds of [true, false]) {
      const fd = fs.openSync(__filename);
      await run(`${close}, ${trackUnmanagedFds}`, close, { data: { fd }, trackUnmanagedFds });
      console.log(isOpen(fd));
    }
  }
  const [{ handle }] = await run('handle', `
    const handle = await fs.promises.open(workerData.file);
    parentPort.postMessage({ handle }, [handle]);`);
  console.log('handle', isOpen(handle.fd));
  await handle.close();
  await run('closed', 'const handle = await fs.promises.open(workerData.file); await handle.close(); fs.opendirSync(".").closeSync();');
  process.on('warning', () => console.log('main thread: a warning'));
  const fd = fs.openSync(__filename);
  fs.closeSync(fd);
})();
