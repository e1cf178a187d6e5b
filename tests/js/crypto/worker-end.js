'use strict';
// Threads that end while keys, hashes, ciphers and signatures are alive in them, and work is under way: by themselves, by exit, by an
// exception, by being terminated.
const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');

if (isMainThread) {
  (async () => {
    for (const how of ['end', 'exit', 'throw', 'terminate', 'end']) {
      const worker = new Worker(__filename, { workerData: how });
      worker.on('message', () => { if (how === 'terminate') worker.terminate(); });
      worker.on('error', (error) => console.log(how, error.message));
      console.log(how, await new Promise((resolve) => { worker.on('exit', resolve); }));
    }
  })();
} else {
  const crypto = require('node:crypto');
  const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519');
  globalThis.kept = [privateKey, publicKey];
  for (let i = 0; i < 200; i++) {
    const secret = crypto.createSecretKey(Buffer.alloc(16, i));
    globalThis.kept.push(secret, crypto.createHash('sha256').update('x'), crypto.createHmac('sha1', secret), crypto.createSign('sha256'),
                         crypto.createCipheriv('aes-128-gcm', secret, Buffer.alloc(12)), crypto.createECDH('prime256v1'));
    // Others that are dropped at once.
    crypto.createSecretKey(Buffer.alloc(16, i));
  }
  if (workerData !== 'end') for (let i = 0; i < 8; i++) crypto.scrypt('password', 'salt', 32, { N: 1024 }, () => {});
  parentPort.postMessage('ready');
  if (workerData === 'exit') process.exit(3);
  if (workerData === 'throw') throw new Error('on purpose');
  if (workerData === 'terminate') setInterval(() => {}, 1000);
}
