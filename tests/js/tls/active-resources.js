'use strict';
// A TLS connection is one resource, its socket: neither what encrypts nor a Duplex below it is listed with what keeps the process alive,
// where they were "PipeWrap", for ever when the Duplex was dropped without its end.

const http2 = require('http2');
const net = require('net');
const { duplexPair } = require('stream');
const tls = require('tls');

const [left, right] = duplexPair();
new tls.TLSSocket(left, { isServer: true }).on('error', () => {});
tls.connect({ socket: right, rejectUnauthorized: false }).on('error', () => {});
http2.performServerHandshake(duplexPair()[0]).on('error', () => {});

const server = net.createServer((peer) => {
  peer.on('error', () => {});
  // What comes before are the standard streams' own; immediates are how pieces of a Duplex are passed on.
  const names = process.getActiveResourcesInfo().filter((name) => name !== 'Immediate');
  const handles = process._getActiveHandles();
  console.log(names.slice(names.indexOf('TCPServerWrap')));
  console.log(handles.slice(handles.indexOf(server)).map((handle) => handle.constructor.name));
  peer.destroy();
  server.close();
});
server.listen(0, () => tls.connect(server.address().port).on('error', () => {}));
