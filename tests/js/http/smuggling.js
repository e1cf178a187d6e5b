// Requests by which two servers in a row could read two different things: which of them are refused, with which error and status,
// and what is left of the connection. Strict and with `insecureHTTPParser`, by `httpValidation`, and for answers the same.
//
// Each request is followed on the same connection by another one, '/next': whoever reads a body in another way than Node shows
// it by the requests that it sees.
'use strict';
const http = require('node:http');
const net = require('node:net');
const { withServer } = require('./_raw');

const next = 'GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
const chunked = 'Transfer-Encoding: chunked\r\n';

/** A request whose head has these fields, and this body. */
const post = (fields, body = '') => `POST /first HTTP/1.1\r\nHost: x\r\n${fields}\r\n${body}`;

const requests = {
  // Both lengths.
  'length before chunked': post(`Content-Length: 6\r\n${chunked}`, '0\r\n\r\nX'),
  'chunked before length': post(`${chunked}Content-Length: 6\r\n`, '0\r\n\r\nX'),
  'length and another coding': post('Content-Length: 3\r\nTransfer-Encoding: gzip\r\n', 'abc'),
  'length and an empty coding': post('Content-Length: 3\r\nTransfer-Encoding:\r\n', 'abc'),

  // Lengths.
  'two equal lengths': post('Content-Length: 3\r\nContent-Length: 3\r\n', 'abc'),
  'two different lengths': post('Content-Length: 3\r\nContent-Length: 5\r\n', 'abcde'),
  'a list of lengths': post('Content-Length: 3, 5\r\n', 'abcde'),
  'negative length': post('Content-Length: -1\r\n'),
  'length with a plus': post('Content-Length: +3\r\n', 'abc'),
  'hexadecimal length': post('Content-Length: 0x3\r\n', 'abc'),
  'length with a fraction': post('Content-Length: 3.0\r\n', 'abc'),
  'length with an exponent': post('Content-Length: 3e0\r\n', 'abc'),
  'length with a separator': post('Content-Length: 1_0\r\n', 'abcdefghij'),
  'length with leading zeros': post('Content-Length: 0000003\r\n', 'abc'),
  'length between spaces': post('Content-Length: \t 3 \t\r\n', 'abc'),
  'length with a space in it': post('Content-Length: 1 0\r\n', 'abcdefghij'),
  'empty length': post('Content-Length:\r\n'),
  'quoted length': post('Content-Length: "3"\r\n', 'abc'),
  'length of other digits': post('Content-Length: \u00b3\r\n', 'abc'),
  'length with a NUL': post('Content-Length: 3\0\r\n', 'abc'),
  'length over 32 bits': post('Content-Length: 4294967299\r\n', 'abc'),
  'length of 64 bits': post('Content-Length: 18446744073709551615\r\n', 'abc'),
  'length over 64 bits': post('Content-Length: 18446744073709551619\r\n', 'abc'),
  'length that folds': post('Content-Length:\r\n 3\r\n', 'abc'),

  // Codings.
  'chunked, plain': post(chunked, '3\r\nabc\r\n0\r\n\r\n'),
  'chunked in capitals': post('Transfer-Encoding: CHUNKED\r\n', '0\r\n\r\n'),
  'chunked after a tab': post('Transfer-Encoding:\tchunked\r\n', '0\r\n\r\n'),
  'chunked after a vertical tab': post('Transfer-Encoding: \x0bchunked\r\n', '0\r\n\r\n'),
  'chunked before a form feed': post('Transfer-Encoding: chunked\x0c\r\n', '0\r\n\r\n'),
  'chunked before a space': post('Transfer-Encoding: chunked \r\n', '0\r\n\r\n'),
  'chunked in quotes': post('Transfer-Encoding: "chunked"\r\n', '0\r\n\r\n'),
  'chunked with a parameter': post('Transfer-Encoding: chunked;a=b\r\n', '0\r\n\r\n'),
  'chunked twice': post(`${chunked}${chunked}`, '0\r\n\r\n'),
  'chunked twice in one': post('Transfer-Encoding: chunked, chunked\r\n', '0\r\n\r\n'),
  'chunked, then another': post('Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n'),
  'another, then chunked': post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'),
  'another, then chunked, in two fields': post(`Transfer-Encoding: gzip\r\n${chunked}`, '0\r\n\r\n'),
  'chunked, then another, in two fields': post(`${chunked}Transfer-Encoding: gzip\r\n`, '0\r\n\r\n'),
  'identity': post('Transfer-Encoding: identity\r\n'),
  'empty coding': post('Transfer-Encoding:\r\n'),
  'nearly chunked': post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'),
  'chunked and a comma': post('Transfer-Encoding: chunked,\r\n', '0\r\n\r\n'),
  'chunked that folds': post('Transfer-Encoding:\r\n chunked\r\n', '0\r\n\r\n'),
  'chunked over two lines': post('Transfer-Encoding: gzip,\r\n chunked\r\n', '0\r\n\r\n'),
  'chunked of HTTP/1.0': `POST /first HTTP/1.0\r\nConnection: keep-alive\r\n${chunked}\r\n3\r\nabc\r\n0\r\n\r\n`,
  'body of a GET': 'GET /first HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc',

  // Names.
  'space before the colon': post('Content-Length : 3\r\n', 'abc'),
  'tab before the colon': post('Transfer-Encoding\t: chunked\r\n', '0\r\n\r\n'),
  'space before the name': post(' Content-Length: 3\r\n', 'abc'),
  'NUL in a name': post('Content\0-Length: 3\r\n', 'abc'),
  'underscore for a dash': post('Content_Length: 3\r\n', 'abc'),
  'other byte in a name': post('Content-Length\xa0: 3\r\n', 'abc'),
  'no name': post(': 3\r\n'),
  'no colon': post('Content-Length 3\r\n', 'abc'),
  'first line that folds': 'POST /first HTTP/1.1\r\n Host: x\r\n\r\n',
  'folded field': post('A: b\r\n c\r\n'),
  'folded with a tab': post('A: b\r\n\tc\r\n'),
  'fold that is empty': post('A: b\r\n \r\n'),

  // Ends of lines.
  'bare line feeds': 'POST /first HTTP/1.1\nHost: x\nContent-Length: 3\n\nabc',
  'bare line feed after a field': post('A: b\nContent-Length: 3\r\n', 'abc'),
  'bare line feed at the end of the head': 'POST /first HTTP/1.1\r\nHost: x\r\n\n',
  'bare carriage return in a field': post('A: b\rContent-Length: 3\r\n', 'abc'),
  'bare carriage return at the end of the head': 'POST /first HTTP/1.1\r\nHost: x\r\n\rX',
  'carriage return before the end of a line': post('A: b\r\r\n'),
  'NUL in a value': post('A: b\0c\r\n'),
  'line feed before the request': `\n\n${post('')}`,
  'carriage return before the request': `\r${post('')}`,

  // Chunks.
  'chunk extension': post(chunked, '3;a=b\r\nabc\r\n0\r\n\r\n'),
  'chunk extension in quotes': post(chunked, '3;a="b;c\\""\r\nabc\r\n0\r\n\r\n'),
  'chunk extension with an open quote': post(chunked, '3;a="b\r\nabc\r\n0\r\n\r\n'),
  'chunk extension without a name': post(chunked, '3;\r\nabc\r\n0\r\n\r\n'),
  'chunk extension with a line feed': post(chunked, '3;a\n0\r\n\r\n'),
  'chunk extension with a carriage return': post(chunked, '3;a\rb\r\nabc\r\n0\r\n\r\n'),
  'chunk extension of the last chunk': post(chunked, '0;a=b\r\n\r\n'),
  'chunk size with a space': post(chunked, '3 \r\nabc\r\n0\r\n\r\n'),
  'chunk size after a space': post(chunked, ' 3\r\nabc\r\n0\r\n\r\n'),
  'chunk size with a tab': post(chunked, '3\t\r\nabc\r\n0\r\n\r\n'),
  'chunk size with a prefix': post(chunked, '0x3\r\nabc\r\n0\r\n\r\n'),
  'chunk size with a plus': post(chunked, '+3\r\nabc\r\n0\r\n\r\n'),
  'negative chunk size': post(chunked, '-3\r\nabc\r\n0\r\n\r\n'),
  'chunk size with leading zeros': post(chunked, `${'0'.repeat(30)}3\r\nabc\r\n0\r\n\r\n`),
  'chunk size of 64 bits': post(chunked, 'ffffffffffffffff\r\nabc'),
  'chunk size over 64 bits': post(chunked, '10000000000000003\r\nabc\r\n0\r\n\r\n'),
  'chunk size of many digits': post(chunked, `${'f'.repeat(1000)}\r\nabc\r\n0\r\n\r\n`),
  'no chunk size': post(chunked, '\r\nabc\r\n0\r\n\r\n'),
  'chunk size that is no number': post(chunked, 'g\r\nabc\r\n0\r\n\r\n'),
  'chunk shorter than its size': post(chunked, '5\r\nabc\r\n0\r\n\r\n'),
  'chunk longer than its size': post(chunked, '2\r\nabc\r\n0\r\n\r\n'),
  'chunk without an end of line': post(chunked, '3\r\nabc0\r\n\r\n'),
  'chunk with a line feed': post(chunked, '3\nabc\n0\n\n'),
  'chunk with a bare line feed after its data': post(chunked, '3\r\nabc\n0\r\n\r\n'),
  'chunk with a bare carriage return': post(chunked, '3\rabc\r\n0\r\n\r\n'),
  'last chunk with a line feed': post(chunked, '0\r\n\n'),
  'length in a trailer': post(chunked, '0\r\nContent-Length: 50\r\n\r\n'),
  'coding in a trailer': post(chunked, '0\r\nTransfer-Encoding: chunked\r\n\r\n'),
  'trailer with a space before the colon': post(chunked, '0\r\nA : b\r\n\r\n'),
  'folded trailer': post(chunked, '0\r\nA: b\r\n c\r\n\r\n'),
  'trailer that is a request': post(chunked, '0\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n'),

  // First lines.
  'two spaces in the first line': 'POST  /first HTTP/1.1\r\nHost: x\r\n\r\n',
  'tab in the first line': 'POST\t/first HTTP/1.1\r\nHost: x\r\n\r\n',
  'space after the version': 'POST /first HTTP/1.1 \r\nHost: x\r\n\r\n',
  'two hosts': 'POST /first HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n',
  'no host': 'POST /first HTTP/1.1\r\nA: b\r\n\r\n',
  'host of another target': 'POST http://y/first HTTP/1.1\r\nHost: x\r\n\r\n',
  'no version': 'POST /first\r\n\r\n',
  'version 0.9': 'POST /first HTTP/0.9\r\n\r\n',
  'version 2.0': 'POST /first HTTP/2.0\r\nHost: x\r\n\r\n',
  'version 1.01': 'POST /first HTTP/1.01\r\nHost: x\r\n\r\n',
  'preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'upgrade with a body': post('Connection: upgrade\r\nUpgrade: x\r\nContent-Length: 3\r\n', 'abc'),
};

const answers = {
  'length and chunked': 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'two equal lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok',
  'two different lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 1\r\n\r\nok',
  'negative length': 'HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok',
  'unknown coding': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok',
  'chunked is not last': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  'bare line feeds': 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok',
  'space before the colon': 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok',
  'folded field': 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 2\r\n\r\nok',
  'NUL in a value': 'HTTP/1.1 200 OK\r\nA: b\0c\r\nContent-Length: 2\r\n\r\nok',
  'second answer': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother',
  'body of a 204': 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok',
  'huge chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nok',
  'chunk size with a prefix': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nok\r\n0\r\n\r\n',
};

// Node's parser never returns from a NUL in a value when it is relaxed.
const hangsNode = (text, options) => text.includes('\0') && options.httpValidation !== undefined;

/** Sends everything at once, and answers with what comes back. */
function send(port, text) {
  return new Promise((resolve) => {
    let received = '';
    const socket = net.connect(port, '127.0.0.1').setEncoding('latin1');
    socket.on('data', (data) => { received += data; });
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
    socket.end(text, 'latin1');
  });
}

async function serve(options) {
  let seen;
  await withServer(options, (req, res) => {
    let body = '';
    req.setEncoding('latin1').on('data', (data) => { body += data; });
    req.on('error', (error) => seen.push(`request error ${error.code}`));
    req.on('end', () => {
      const { host, connection, ...fields } = req.headers;
      seen.push(`${req.method} ${req.url} ${JSON.stringify(fields)} ${JSON.stringify(body)}`);
      if (req.rawTrailers.length > 0) seen.push(`trailer ${JSON.stringify(req.rawTrailers)}`);
      res.end('ok');
    });
  }, async (port, server) => {
    server.on('clientError', (error, socket) => {
      seen.push(`clientError ${error.code} ${error.reason} at ${error.bytesParsed}`);
      socket.end(`HTTP/1.1 ${error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400} Refused\r\n\r\n`);
    });
    // Nobody needs the status of what a listener answers by itself: each goes to a server without one as well.
    await withServer(options, (req, res) => req.resume().on('error', () => {}).on('end', () => res.end()), async (plainPort) => {
      for (const [name, text] of Object.entries(requests)) {
        if (hangsNode(text, options)) continue;
        seen = [];
        const statuses = (await send(plainPort, text + next)).match(/HTTP\/1\.1 \d+/g)?.join();
        await send(port, text + next);
        console.log(name, '->', statuses);
        for (const line of seen) console.log('  ', line);
      }
    });
  });
}

async function ask(options) {
  const server = net.createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(current, 'latin1')));
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  let current;
  for (const [name, text] of Object.entries(answers)) {
    if (hangsNode(text, options)) continue;
    current = text;
    console.log(name, '->', await new Promise((resolve) => {
      http.get({ port: server.address().port, host: '127.0.0.1', agent: false, ...options }, (res) => {
        let body = '';
        res.setEncoding('latin1').on('data', (data) => { body += data; });
        res.on('error', (error) => resolve(`answer error ${error.code}`));
        res.on('end', () => resolve(`${res.statusCode} ${JSON.stringify(res.rawHeaders)} ${JSON.stringify(body)}`));
      }).on('error', (error) => resolve(`${error.code} ${error.message}`));
    }));
  }
  server.close();
}

async function main() {
  for (const options of [{}, { insecureHTTPParser: true }, { httpValidation: 'relaxed' }, { requireHostHeader: false }]) {
    console.log('server', JSON.stringify(options));
    await serve(options);
    console.log('client', JSON.stringify(options));
    await ask(options);
  }
}
main();
