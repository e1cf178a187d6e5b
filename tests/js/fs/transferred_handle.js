// A file handle that was sent to another thread says so, one that was closed says that and cannot be sent. (Sending one
// again is an internal TypeError in Node.js.)
'use strict';
const fs = require('fs').promises;
const { MessageChannel } = require('worker_threads');

(async () => {
  for (const end of ['transferred', 'closed']) {
    const handle = await fs.open(__filename);
    const { port1, port2 } = new MessageChannel();
    if (end === 'transferred') port1.postMessage(handle, [handle]);
    else await handle.close();
    for (const name of ['read', 'readFile', 'write', 'stat', 'close', 'sync', 'truncate', 'appendFile', 'chmod', 'utimes', 'writev']) {
      await handle[name](Buffer.alloc(1)).then(
        () => console.log(end, name), ({ code, message, syscall }) => console.log(end, name, code, message, syscall));
    }
    console.log(handle.fd);
    if (end === 'closed') {
      try {
        console.log(structuredClone(handle, { transfer: [handle] }));
      } catch ({ name, message }) {
        console.log(name, message);
      }
    }
    if (end === 'transferred') await new Promise((resolve) => port2.once('message', (received) => received.close().then(resolve)));
    port1.close();
  }
})();
