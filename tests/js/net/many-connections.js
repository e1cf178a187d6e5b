// timeout: 60
// 10,000 connections of an HTTP server and of a TCP server, opened by another process: all are accepted, held, and served again, with a
// healthy client beside them, and nothing is left of them afterwards. Needs 10,100 descriptors for each process; where the system gives
// fewer (`ulimit -Hn`), it says so and tries a tenth of what there is.
'use strict';
const { fork } = require('node:child_process');
const { readFileSync } = require('node:fs');
const http = require('node:http');
const net = require('node:net');

// As both runtimes raise it when they start.
const limit = Number(/Max open files\s+\d+\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1e6);
const count = limit >= 10100 ? 10000 : Math.floor(limit / 10);
const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

function client() {
  const sockets = [];
  let answers = 0;
  let ended = 0;
  const connect = (port, then) => {
    const socket = net.connect(port, '127.0.0.1', then);
    socket.on('error', (error) => process.send({ error: error.code }));
    socket.on('data', () => {
      if (++answers % count === 0) process.send({ answered: answers });
    });
    socket.on('close', () => {
      if (++ended === count) process.send({ ended });
    });
    sockets.push(socket);
  };
  process.on('message', ({ open, ask, close }) => {
    if (open) {
      // A few at a time, so that none has to wait for the server to accept.
      let connected = 0;
      const next = () => {
        if (++connected === count) process.send({ connected });
        else if (sockets.length < count) connect(open, next);
      };
      for (let index = 0; index < 100; index++) connect(open, next);
    }
    if (ask) for (const socket of sockets) socket.write(ask);
    if (close) for (const socket of sockets) socket.destroy();
  });
  process.on('disconnect', () => process.exit());
}

async function run(name, server, ask) {
  console.log(name);
  await new Promise((resolve) => { server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, resolve); });
  const child = fork(__filename, ['client']);
  const told = (what) => new Promise((resolve, reject) => {
    child.on('message', function listener(message) {
      if (message.error) return reject(new Error(message.error));
      if (!(what in message)) return;
      child.removeListener('message', listener);
      resolve(message[what] / count);
    });
  });
  const connections = () => new Promise((resolve) => { server.getConnections((error, number) => resolve(error ?? number)); });
  const healthy = () => new Promise((resolve) => {
    const socket = net.connect(server.address().port, '127.0.0.1', () => socket.write(ask));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString('latin1').split('\r\n', 1)[0]);
    });
  });
  child.send({ open: server.address().port });
  console.log('connected', await told('connected'), await healthy());
  while (await connections() < count) await new Promise(setImmediate);
  child.send({ ask });
  console.log('answered', await told('answered'), await healthy());
  const held = process.memoryUsage().rss / count;
  console.log('less than 32 KiB for each', count < 10000 || held < 32 * 1024);
  child.send({ close: true });
  console.log('ended', await told('ended'));
  while (await connections() > 0) await new Promise((resolve) => { setTimeout(resolve, 5); });
  console.log('gone', await healthy());
  child.disconnect();
  await new Promise((resolve) => { server.close(resolve); });
}

async function main() {
  console.log(count === 10000 ? '10,000 connections' : `only ${count} connections: too few descriptors`);
  await run('net', net.createServer((socket) => socket.on('error', () => {}).on('data', (data) => socket.write(data))), 'hello');
  await run('http', http.createServer((req, res) => res.end('ok')), get);
}

if (process.argv[2] === 'client') client();
else main();
