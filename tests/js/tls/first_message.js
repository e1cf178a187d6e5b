// A client's first message comes in any number of pieces: of TCP, of records, or both, and may be larger than a read of the TLS engine.
// What SNICallback, ALPNCallback and the session's name are made of is the whole of it. The client's first words may come in one
// piece with the last message of its handshake: they wait until somebody reads.
'use strict';
const net = require('node:net');
const tls = require('node:tls');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const identity = { key: pem('server-key'), cert: pem('server-cert') };
const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Cuts the handshake records at the front of `bytes` into records of `size` bytes. */
function inRecords(bytes, size) {
  const pieces = [];
  while (bytes.length >= 5 && bytes[0] === 22) {
    const length = bytes.readUInt16BE(3);
    const content = bytes.subarray(5, 5 + length);
    for (let at = 0; at < content.length; at += size) {
      const part = content.subarray(at, at + size);
      pieces.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part);
    }
    bytes = bytes.subarray(5 + length);
  }
  return Buffer.concat([...pieces, bytes]);
}

/** Passes a client's first message on as `cut` says, and everything else as it is. */
function proxy(port, cut) {
  return net.createServer((client) => {
    const server = net.connect(port, '127.0.0.1').setNoDelay();
    for (const socket of [client, server]) socket.on('error', () => {});
    client.once('data', async (first) => {
      client.pause();
      for (const piece of cut(first)) {
        server.write(piece);
        await later(0);
      }
      client.pipe(server);
    });
    server.pipe(client);
  });
}

async function main() {
  for (const [asynchronous, maxVersion] of [[false, 'TLSv1.3'], [true, 'TLSv1.3'], [true, 'TLSv1.2']]) {
    const server = tls.createServer({
      ...identity,
      maxVersion,
      SNICallback(name, callback) {
        console.log('  name', name);
        if (asynchronous) setTimeout(callback, 5, null, null);
        else callback(null, null);
      },
      ALPNCallback({ servername, protocols }) {
        console.log('  protocols', servername, protocols.length, protocols.at(-1));
        return protocols.at(-1);
      },
    }, async (socket) => {
      // What came with the handshake waits as well.
      await later(5);
      socket.setEncoding('latin1').on('data', (data) => {
        console.log('  server reads', data);
        socket.end(`${data}!`);
      });
    });
    server.on('tlsClientError', (error) => console.log('tlsClientError', error.code));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    // Up to 300 names of protocols: 10 KiB.
    for (const [name, count, cut] of [
      ['as it is', 1, (bytes) => [bytes]],
      ['each byte alone', 1, (bytes) => Array.from(bytes, (byte) => Buffer.from([byte]))],
      ['records of 40 bytes', 1, (bytes) => [inRecords(bytes, 40)]],
      ['records of 40 bytes, in two pieces', 1, (bytes) => [inRecords(bytes, 40).subarray(0, 77), inRecords(bytes, 40).subarray(77)]],
      ['large', 300, (bytes) => [bytes]],
      ['large, in records', 300, (bytes) => [inRecords(bytes, 1000)]],
      ['large, in pieces', 300, (bytes) => [bytes.subarray(0, 3), bytes.subarray(3, 5000), bytes.subarray(5000)]],
    ]) {
      console.log(name, maxVersion, asynchronous ? 'asynchronous' : 'at once');
      const between = proxy(server.address().port, cut);
      await once(between.listen(0, '127.0.0.1'), 'listening');
      const ALPNProtocols = Array.from({ length: count }, (_, index) => `protocol-${index}-${'x'.repeat(20)}`);
      const client = tls.connect({ port: between.address().port, host: '127.0.0.1', servername: 'localhost', ca: pem('ca-cert'), ALPNProtocols });
      client.on('error', (error) => console.log('client', error.code));
      // Leaves with the last message of the handshake.
      client.write('first');
      let answer = '';
      client.setEncoding('latin1').on('data', (data) => { answer += data; });
      await once(client, 'close');
      console.log('  client reads', answer, client.alpnProtocol, client.getProtocol());
      between.close();
    }
    server.close();
    await once(server, 'close');
  }
}

main();
