// Messages and connections of a program's own making: a message without a head, nothing as a part of the body between others, the name
// of a file in a head that is written with its body, an agent that gives no socket, sockets whose encoding cannot be changed,
// parsers that are let go by the program, the warning of NODE_DEBUG.
'use strict';
const http = require('node:http');
const net = require('node:net');
const { spawnSync } = require('node:child_process');
const { Writable } = require('node:stream');
const { HTTPParser, methods } = require('node:_http_common');

class Headless extends http.OutgoingMessage {
  _implicitHeader() {}
}

function run(title, message, action) {
  return new Promise((resolve) => {
    const written = [];
    const socket = new Writable({
      write(chunk, encoding, callback) {
        written.push(String(chunk));
        setImmediate(callback);
      },
    });
    message.on('finish', () => {
      console.log(title, JSON.stringify(written.join('')));
      resolve();
    });
    if (message.assignSocket) {
      message.assignSocket(socket);
    } else {
      message.socket = socket;
      socket._httpMessage = message;
    }
    message.sendDate = false;
    action(message);
  });
}

const response = () => new http.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 });

async function messages() {
  await run('text', new Headless(), (message) => message.end('x'));
  await run('bytes', new Headless(), (message) => message.end(Buffer.from('x')));
  await run('two', new Headless(), (message) => { message.write('x'); message.end('y'); });
  await run('nothing', new Headless(), (message) => message.end());
  const message = new Headless();
  message.write('asd');
  console.log('length', message.writableLength);

  const called = [];
  const pieces = ['a', 'b', '', Buffer.alloc(0), 'c'];
  await run('empty pieces', response(), (res) => {
    for (const piece of pieces) res.write(piece, () => called.push(String(piece)));
    res.end();
  });
  console.log(called);
  await run('only empty pieces', response(), (res) => { res.cork(); res.write(''); res.write(''); res.uncork(); res.end(); });

  const name = Buffer.from('b\xe5r').toString('latin1');
  for (const body of ['text', Buffer.from('bytes')]) {
    await run('a name', response(), (res) => res.writeHead(200, ['Content-Disposition', name, 'x', name]).end(body));
    await run('names', response(), (res) => res.setHeader('content-disposition', [name, 'b']).end(body));
  }
  await run('a name without a length', response(), (res) => { res.writeHead(200, { 'content-disposition': name }); res.write('x'); res.end(); });
}

function withoutSocket() {
  return new Promise((resolve) => {
    const agent = new http.Agent();
    agent.createSocket = (req, options, callback) => callback(new Error('none'));
    const req = http.request({ agent });
    req.on('error', (error) => console.log('error', error.message, req.destroyed));
    req.on('close', () => {
      console.log('close', req.destroyed);
      resolve();
    });
  });
}

function connections() {
  return new Promise((resolve) => {
    const change = (when, socket) => {
      try {
        socket.setEncoding('utf8');
        console.log(when, 'changed');
      } catch (error) {
        console.log(when, error.name, error.code, error.message);
      }
    };
    const server = http.createServer((req, res) => {
      change('request', req.socket);
      const { parser } = req.socket;
      parser.free = () => setImmediate(() => { parser.close(); console.log('parser closed'); });
      req.socket.on('close', () => setImmediate(() => setImmediate(() => server.close(resolve))));
      res.end('x');
    });
    server.on('connection', (socket) => change('connection', socket));
    server.on('upgrade', (req, socket) => {
      change('upgrade', socket);
      socket.end();
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      const client = net.connect(port, '127.0.0.1');
      client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: b\r\n\r\n');
      client.resume().on('close', () => http.get({ port, host: '127.0.0.1', agent: false }, (res) => res.resume()));
    });
  });
}

async function main() {
  await messages();
  await withoutSocket();
  await connections();

  const parser = new HTTPParser();
  parser.initialize(HTTPParser.REQUEST, {});
  parser[HTTPParser.kOnHeadersComplete | 0] = (...values) => console.log(values[3], methods[values[3]]);
  const head = Buffer.from('PATCH / HTTP/1.1\r\n\r\n');
  parser.execute(head, 0, head.length);

  const script = 'require("node:util").debuglog("http2")("said")';
  const { stderr } = spawnSync(process.execPath, ['-e', script], { env: { ...process.env, NODE_DEBUG: 'http2' }, encoding: 'utf8' });
  console.log(stderr.replace(/\d+/g, (digits) => (digits === '2' ? digits : 'PID')).replace(/\(Use .*/, ''));
}

main();
