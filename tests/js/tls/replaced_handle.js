// A client's handle is there as soon as tls.connect() returns, over one that connects later, and its methods can be replaced from then on:
// packages that answer in place of a server (msw, nock) pretend the connection and the handshake. One whose first address fails starts
// over with another handle.
'use strict';
const net = require('node:net');
const tls = require('node:tls');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const events = ['lookup', 'connectionAttempt', 'connectionAttemptFailed', 'connect', 'ready', 'secure', 'secureConnect', 'session', 'error', 'close'];

function record(socket) {
  const log = [];
  for (const event of events) socket.on(event, (value) => log.push(event === 'error' ? `error ${value.code} ${value.message}` : event));
  return log;
}

const names = ['start', 'connect', 'connect6', 'bind', 'bind6', 'open', 'close', 'verifyError', 'getServername', 'getALPNNegotiatedProtocol',
  'getSession', 'setSession', 'getCipher', 'getEphemeralKeyInfo', 'getProtocol', 'getSharedSigalgs', 'isSessionReused', 'enableKeylogCallback',
  'exportKeyingMaterial', 'getsockname', 'getpeername', 'readStart', 'readStop', 'ref', 'unref', 'onhandshakestart', 'onhandshakedone',
  'onnewsession', 'onocspresponse', 'onkeylog', 'onerror', 'onclienthello'];

function show(socket) {
  const { _handle: handle } = socket;
  console.log(handle.constructor.name, handle._parent.constructor.name, socket.ssl === handle, handle.reading, handle.fd);
  console.log(socket.connecting, socket.pending, socket.readyState, socket.encrypted, socket.authorized, socket.secureConnecting, socket.bytesRead);
  console.log(names.filter((name) => typeof handle[name] === 'function').join());
  console.log(socket.getCipher(), socket.getSharedSigalgs(), socket.getProtocol(), socket.isSessionReused(), socket.getSession(),
    socket.getPeerCertificate(), socket.getPeerX509Certificate(), socket.getCertificate(), socket.address());
}

// One that connects to nothing.
async function pretended(title, target, verifyError) {
  console.log(`== ${title}`);
  const socket = tls.connect({ ...target, ALPNProtocols: ['h2'], checkServerIdentity: (name, certificate) => { log.push(`checks ${name}`, Object.keys(certificate)); } });
  const { _handle: handle } = socket;
  const log = record(socket);
  let started = 0;
  Object.assign(handle, {
    connect(request) {
      log.push(`asked ${this === handle} ${request.address} ${request.port}`);
      setImmediate(() => request.oncomplete(0, handle, request, true, true));
      return 0;
    },
    start() { started++; },
    verifyError() { return verifyError; },
    getSession() { return Buffer.from('mine'); },
    getCipher() { return { name: 'of my own' }; },
    getEphemeralKeyInfo() { return { type: 'ECDH', name: 'X25519', size: 253 }; },
    getALPNNegotiatedProtocol() { return 'h2'; },
    getServername() { return 'somebody'; },
    readStart() { return 0; },
  });
  socket.once('connect', () => {
    handle.onhandshakedone();
    handle.onnewsession(1, Buffer.from('first'));
    handle.onnewsession(2, Buffer.from('second'));
    handle.onkeylog(Buffer.from('a line'));
  });
  socket.on('keylog', (line) => log.push(`keylog ${line}`));
  await new Promise((resolve) => {
    socket.on('secureConnect', () => {
      console.log(socket.authorized, socket.authorizationError, socket.alpnProtocol, socket.servername, socket.secureConnecting);
      console.log(socket.getSession().toString('latin1').endsWith('mine'), socket.getCipher());
      setImmediate(() => socket.destroy());
    });
    socket.on('close', resolve);
  });
  console.log(started, log, socket._handle, socket.ssl, socket.getCipher(), socket.getSession());
}

async function main() {
  console.log('== not connected');
  const socket = new tls.TLSSocket();
  show(socket);
  await new Promise((resolve) => { socket.on('close', resolve).destroy(); });
  console.log(socket._handle, socket.ssl);
  show(new tls.TLSSocket(undefined, { isServer: true }).on('close', () => {}));

  console.log('== refused');
  const refused = tls.connect({ port: 1, host: '127.0.0.1' });
  const log = record(refused);
  show(refused);
  await new Promise((resolve) => { refused.on('close', resolve); });
  console.log(log, refused._handle, refused.ssl);

  console.log('== by path');
  const path = tls.connect({ path: '/there/is/none' });
  console.log(path._handle._parent.constructor.name, path._handle.getpeername === undefined);
  await new Promise((resolve) => { path.on('error', (error) => { console.log(error.message); resolve(); }); });

  await pretended('trusted', { port: 1, host: '127.0.0.1' });
  await pretended('not trusted', { port: 1, host: '127.0.0.1', rejectUnauthorized: false }, Object.assign(new Error('no'), { code: 'NO' }));
  await pretended('refused', { port: 1, host: '127.0.0.1' }, Object.assign(new Error('no'), { code: 'NO' }));

  console.log('== the second address');
  const server = tls.createServer({ key: pem('server-key'), cert: pem('server-cert') }, (connection) => connection.end('hello'));
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address();
  const lookup = (name, options, callback) => callback(null, [{ address: '127.0.0.2', family: 4 }, { address: '::ffff:127.0.0.1', family: 6 }]);
  const second = tls.connect({ port, host: 'localhost', servername: 'localhost', ca: pem('ca-cert'), lookup, autoSelectFamily: true });
  const first = second._handle;
  const attempts = record(second);
  let text = '';
  second.setEncoding('utf8').on('data', (data) => { text += data; });
  second.on('secureConnect', () => console.log(second._handle === first, second.servername, second.authorized));
  await new Promise((resolve) => { second.on('close', resolve); });
  // Node.js tells of no session then: its second handle has no callback for that.
  console.log(text, attempts.filter((event) => event !== 'session'), second.autoSelectFamilyAttemptedAddresses.length);
  server.close();

  console.log('== destroyed at once');
  const gone = tls.connect({ port, host: '127.0.0.1' });
  const ends = record(gone);
  gone.unref();
  gone.ref();
  gone.destroy();
  await new Promise((resolve) => { gone.on('close', resolve); });
  console.log(ends);

  // Nothing keeps the process while this one waits.
  const idle = net.createServer((connection) => connection.unref()).listen(0, '127.0.0.1', () => {
    const waiting = tls.connect({ port: idle.address().port, host: '127.0.0.1' });
    waiting.unref();
    idle.unref();
    waiting.on('close', () => console.log('closed'));
  });
}

main();
