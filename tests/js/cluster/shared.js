'use strict';
// SCHED_NONE: the workers accept on one shared socket; TLS servers in workers share the keys of their tickets.
const cluster = require('node:cluster');
const net = require('node:net');
const tls = require('node:tls');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));

cluster.schedulingPolicy = cluster.SCHED_NONE;
if (cluster.isPrimary) {
  console.log(cluster.SCHED_NONE, cluster.SCHED_RR, cluster.schedulingPolicy);
  const workers = [cluster.fork(), cluster.fork()];
  const addresses = [];
  cluster.on('listening', (worker, address) => {
    addresses.push(address);
    if (addresses.length === 4) start();
  });
  const start = async () => {
    const ports = [...new Set(addresses.map(({ port }) => port))];
    console.log('ports', ports.length);
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(addresses.find(({ address }) => address === '127.0.0.1').port)));
    console.log(answers.every((answer) => /^plain [12]$/.test(answer)));
    const secure = addresses.find(({ address }) => address === '0.0.0.0').port;
    for (let i = 0; i < 4; i++) {
      const session = await secureSession(secure);
      console.log('resumed', await secureSession(secure, session));
    }
    for (const worker of workers) worker.disconnect();
  };
} else {
  net.createServer((socket) => socket.end(`plain ${cluster.worker.id}`)).listen(0, '127.0.0.1');
  tls.createServer({ key: pem('server-key'), cert: pem('server-cert') }, (socket) => socket.end('x')).listen(0, '0.0.0.0');
}

function ask(port) {
  return new Promise((resolve, reject) => {
    let text = '';
    net.connect(port, '127.0.0.1').setEncoding('latin1').on('data', (data) => { text += data; })
      .on('error', reject).on('close', () => resolve(text));
  });
}

// The session of a connection, or whether the given one was resumed.
function secureSession(port, session) {
  return new Promise((resolve, reject) => {
    let result;
    const options = { port, host: '127.0.0.1', servername: 'localhost', ca: pem('ca-cert'), session };
    const client = tls.connect(options, () => {
      if (session) result = client.isSessionReused();
    });
    client.on('session', (data) => { result ??= data; });
    client.on('error', reject).resume().on('close', () => resolve(result));
  });
}
