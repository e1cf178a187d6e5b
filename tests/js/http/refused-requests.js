// Requests that are none, or that two servers would read in two ways: the answer, the error and where it is are Node's.
'use strict';
const { exchange, withServer } = require('./_raw');

const head = 'POST / HTTP/1.1\r\nHost: x\r\n';
const requests = {
  garbage: '\x16\x03\x01\x02\x00',
  'unknown method': 'FOO / HTTP/1.1\r\n\r\n',
  'lower case method': 'get / HTTP/1.1\r\n\r\n',
  'no version': 'GET /\r\n\r\n',
  'unknown version': 'GET / HTTP/1.9\r\n\r\n',
  'space in target': 'GET /a b HTTP/1.1\r\n\r\n',
  'control character in target': 'GET /\x01 HTTP/1.1\r\n\r\n',
  'bare line feed': `${head}A: b\n\r\n`,
  'bare carriage return': `${head}A: b\rC: d\r\n\r\n`,
  'space before colon': `${head}Content-Length : 3\r\n\r\nabc`,
  'folded line': `${head}A: b\r\n c\r\n\r\n`,
  'no name': `${head}: b\r\n\r\n`,
  'NUL in value': `${head}A: b\0c\r\n\r\n`,
  'two lengths': `${head}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`,
  'two lengths in one': `${head}Content-Length: 3, 3\r\n\r\nabc`,
  'signed length': `${head}Content-Length: +3\r\n\r\nabc`,
  'no length': `${head}Content-Length:\r\n\r\n`,
  'length over 64 bits': `${head}Content-Length: 18446744073709551616\r\n\r\n`,
  'length and chunked': `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'chunked and length': `${head}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`,
  'chunked is not last': `${head}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
  'unknown coding': `${head}Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n`,
  'nearly chunked': `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  'no chunk size': `${head}Transfer-Encoding: chunked\r\n\r\n\r\n`,
  'chunk size with prefix': `${head}Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n`,
  'space after chunk size': `${head}Transfer-Encoding: chunked\r\n\r\n3 \r\nabc\r\n`,
  'chunk longer than its size': `${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n`,
  'line feed in chunk extension': `${head}Transfer-Encoding: chunked\r\n\r\n3;a\nb\r\nabc\r\n`,
  'two hosts': 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  'no host': 'GET / HTTP/1.1\r\n\r\n',
  'head of 20 KiB': `${head}A: ${'a'.repeat(20 * 1024)}\r\n\r\n`,
  'target of 20 KiB': `GET /${'a'.repeat(20 * 1024)} HTTP/1.1\r\n\r\n`,
  'trailer of 20 KiB': `${head}Transfer-Encoding: chunked\r\n\r\n0\r\nA: ${'a'.repeat(20 * 1024)}\r\n\r\n`,
  'chunk extension of 20 KiB': `${head}Transfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(20 * 1024)}\r\na\r\n`,
};

async function main() {
  for (const listens of [false, true]) {
    await withServer({}, (req, res) => {
      console.log('  request', req.method, req.url.slice(0, 20));
      req.on('error', (error) => console.log('  request error', error.code, error.message));
      req.resume().on('end', () => res.end('ok'));
    }, async (port, server) => {
      if (listens) {
        server.on('clientError', (error, socket) => {
          console.log('  clientError', error.name, error.code, error.reason, error.message, error.bytesParsed,
                      Buffer.isBuffer(error.rawPacket), Object.keys(error).join());
          socket.end('HTTP/1.1 400 Own\r\n\r\n');
        });
      }
      for (const [name, request] of Object.entries(requests)) {
        console.log(name);
        console.log('  ', JSON.stringify(await exchange(port, request, { until: 'ok' })));
      }
    });
  }
}
main();
