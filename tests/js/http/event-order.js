// When a program's ticks, promises and immediates run between what one packet brings: a head, pieces of its body, the next request. And what
// hangs on that: a body that nobody reads, `signal` of a request, the time limit of a connection that waits.
'use strict';
const http = require('node:http');
const net = require('node:net');

const log = (...args) => console.log('  ', ...args);
const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Sends the text in one piece; goes away so many milliseconds after the answer, or waits for the end. */
function send(port, text, ms) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1').resume();
    socket.on('error', () => {});
    socket.on('close', resolve);
    socket.write(text);
    if (ms !== undefined) socket.once('data', () => setTimeout(() => socket.destroy(), ms));
  });
}

async function withListener(options, listener, test) {
  const server = http.createServer(options, listener);
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  await test(server.address().port, server);
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
}

function watched(req, res) {
  log('request', req.url, req.readableLength, req.complete, req.readableFlowing);
  process.nextTick(() => log('  tick', req.readableLength, req.complete));
  Promise.resolve().then(() => log('  promise', req.readableLength, req.complete));
  queueMicrotask(() => process.nextTick(() => log('  tick of a microtask')));
  setImmediate(() => log('  immediate', req.url));
  req.on('data', (data) => {
    log('  data', String(data));
    process.nextTick(() => log('    tick of data'));
    Promise.resolve().then(() => log('    promise of data'));
  });
  req.on('end', () => {
    log('  end');
    process.nextTick(() => log('    tick of end'));
    res.end('x', () => log('    end callback'));
  });
  for (const [name, emitter, events] of [['req', req, ['close', 'resume', 'pause']], ['res', res, ['finish', 'close']]]) {
    for (const event of events) emitter.on(event, () => log(`  ${name} ${event}`));
  }
}

async function main() {
  const host = 'HTTP/1.1\r\nHost: x\r\n';
  const last = `${host}Connection: close\r\n`;
  await withListener({}, watched, async (port) => {
    for (const [name, text] of Object.entries({
      'head and body': `POST /1 ${last}Content-Length: 3\r\n\r\nabc`,
      'chunks': `POST /2 ${last}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n`,
      'two with bodies': `POST /3 ${host}Content-Length: 3\r\n\r\nabcPOST /4 ${last}Content-Length: 3\r\n\r\nabc`,
      'two without': `GET /5 ${host}\r\nGET /6 ${last}\r\n`,
    })) {
      console.log(name);
      await send(port, text);
      await new Promise(setImmediate);
    }
  });

  console.log('a response');
  const raw = net.createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc')));
  await new Promise((resolve) => { raw.listen(0, '127.0.0.1', resolve); });
  await new Promise((resolve) => {
    http.get({ port: raw.address().port, host: '127.0.0.1', agent: false }, (res) => {
      log('response', res.readableLength, res.complete);
      process.nextTick(() => log('  tick', res.readableLength, res.complete));
      Promise.resolve().then(() => log('  promise', res.readableLength, res.complete));
      res.on('data', () => process.nextTick(() => log('  tick of data')));
      for (const event of ['data', 'end', 'close']) res.on(event, () => log(`  res ${event}`));
    }).on('close', () => resolve(log('req close')));
  });
  raw.close();

  console.log('nobody reads');
  await withListener({}, (req, res) => {
    for (const event of ['end', 'close', 'aborted', 'error', 'pause', 'resume']) req.on(event, () => log('req', event));
    for (const event of ['finish', 'close']) res.on(event, () => log('res', event, req.readableFlowing, req.readableLength));
    res.end('ok');
    process.nextTick(() => log('tick', req.readableLength));
  }, (port) => send(port, `POST / ${host}Content-Length: 2\r\n\r\nab`, 50));

  console.log('signal');
  await withListener({}, (req, res) => {
    const { signal } = req;
    log(req.url, signal === req.signal, signal.aborted);
    signal.addEventListener('abort', () => log('aborted', signal.reason.name, signal.reason.code, signal.reason.message));
    req.on('close', () => log('req close'));
    res.on('close', () => log('res close', signal.aborted));
    if (req.url === '/ok') res.end('x');
    else if (req.url === '/late') setTimeout(() => res.end('x'), 20);
    else req.socket.emit('asked');
  }, async (port, server) => {
    // Goes away when the request has come.
    const leave = async (text) => {
      server.once('connection', (socket) => socket.once('asked', () => client.destroy()));
      const client = net.connect(port, '127.0.0.1');
      client.write(text);
      await new Promise((resolve) => { client.on('close', resolve); });
      await later(30);
    };
    await send(port, `GET /ok ${last}\r\n`);
    await send(port, `GET /late ${last}\r\n`);
    await leave(`GET /never ${host}\r\n`);
    await leave(`POST /never ${host}Content-Length: 5\r\n\r\na`);
  });

  console.log('a connection that waits');
  await withListener({ keepAliveTimeout: 3000 }, (req, res) => {
    log('timeout', req.socket.timeout);
    res.on('close', () => setImmediate(() => log('waiting', req.socket.timeout)));
    res.end('x');
  }, async (port, server) => {
    const client = net.connect(port, '127.0.0.1').resume();
    for (let count = 0; count < 2; count++) {
      const answered = new Promise((resolve) => { client.once('data', resolve); });
      client.write(`GET / ${host}\r\n`);
      await answered;
      await later(20);
    }
    client.destroy();
  });
}
main();
