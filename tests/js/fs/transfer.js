'use strict';
// A FileHandle moves to another thread: closed here, open there.
const fs = require('node:fs');
const { MessageChannel, Worker } = require('node:worker_threads');

(async () => {
  const handle = await fs.promises.open(__filename);
  const worker = new Worker(`
    const { parentPort } = require('node:worker_threads');
    parentPort.once('message', async ({ handle }) => {
      const { buffer } = await handle.read(Buffer.alloc(12), 0, 12, 0);
      await handle.close();
      parentPort.postMessage([handle.constructor.name, buffer.toString(), handle.fd]);
    });
  `, { eval: true });
  const answered = new Promise((resolve) => worker.once('message', resolve));
  worker.postMessage({ handle }, [handle]);
  console.log(handle.fd);
  console.log(await answered);
  await handle.stat().catch((error) => console.log(error.code));

  const { port1 } = new MessageChannel();
  const other = await fs.promises.open(__filename);
  for (const list of [[], [other]]) {
    const reading = list.length > 0 ? other.read() : undefined;
    try {
      port1.postMessage(other, list);
    } catch (error) {
      console.log(error.name, error.message);
    }
    await reading;
  }
  await other.close();
  port1.close();
})();
