// Every way of saying a head, and the bytes that it becomes.
'use strict';
const http = require('node:http');
const { exchange, withServer } = require('./_raw');

const answers = {
  'nothing': (res) => res.end(),
  'text': (res) => res.end('text'),
  'buffer': (res) => res.end(Buffer.from([1, 2, 255])),
  'latin1': (res) => res.end('\xe9', 'latin1'),
  'utf8 with a latin1 field': (res) => { res.setHeader('A', '\xe9'); res.end('\u20ac'); },
  'hex': (res) => res.end('616263', 'hex'),
  'two writes': (res) => { res.write('a'); res.end('b'); },
  'two writes of one tick and one later': (res) => { res.write('a'); res.write('b'); setTimeout(() => res.end('c'), 5); },
  'empty write': (res) => { res.write(''); res.end(); },
  'corked': (res) => { res.cork(); res.write('a'); res.write(Buffer.from('b')); res.uncork(); res.end('c'); },
  'length': (res) => { res.setHeader('Content-Length', 3); res.write('a'); res.end('bc'); },
  'status': (res) => { res.statusCode = 404; res.end(); },
  'own text': (res) => { res.statusCode = 299; res.statusMessage = 'Own'; res.end(); },
  'unknown status': (res) => { res.writeHead(299); res.end(); },
  'writeHead': (res) => res.writeHead(201, { 'X-A': 1, 'x-b': ['c', 'd'], 'Set-Cookie': ['e', 'f'] }).end('x'),
  'writeHead text': (res) => res.writeHead(201, 'Made', { a: 'b' }).end('x'),
  'writeHead text alone': (res) => res.writeHead(201, 'Made').end('x'),
  'writeHead over setHeader': (res) => { res.setHeader('A', 'b'); res.setHeader('C', 'd'); res.writeHead(200, { a: 'e' }).end('x'); },
  'writeHead flat array': (res) => res.writeHead(200, ['A', '1', 'A', '2', 'Content-Length', '1']).end('x'),
  'writeHead flat array over setHeader': (res) => { res.setHeader('A', 'b'); res.writeHead(200, ['A', '1', 'A', '2']).end('x'); },
  'writeHead pairs': (res) => res.writeHead(200, [['A', '1'], ['A', '2']]).end('x'),
  'writeHead odd array': (res) => res.writeHead(200, ['A']).end('x'),
  'appendHeader': (res) => { res.appendHeader('A', 'b'); res.appendHeader('a', ['c', 'd']); res.end('x'); },
  'setHeaders': (res) => { res.setHeaders(new Map([['A', 'b'], ['set-cookie', ['c', 'd']]])); res.end('x'); },
  'cookie list': (res) => { res.setHeader('Cookie', ['a', 'b']); res.end(); },
  'connection close': (res) => { res.setHeader('Connection', 'close'); res.end('x'); },
  'no connection': (res) => { res.removeHeader('Connection'); res.end('x'); },
  'no date': (res) => { res.sendDate = false; res.end('x'); },
  'own date': (res) => { res.setHeader('Date', 'now'); res.end('x'); },
  'no length': (res) => { res.removeHeader('Content-Length'); res.end('x'); },
  'no transfer-encoding': (res) => { res.removeHeader('Transfer-Encoding'); res.write('x'); res.end('y'); },
  'neither': (res) => { res.removeHeader('Transfer-Encoding'); res.removeHeader('Content-Length'); res.end('y'); },
  'chunked by hand': (res) => { res.setHeader('Transfer-Encoding', 'chunked'); res.end('x'); },
  '204': (res) => { res.writeHead(204); res.end('x'); },
  '204 chunked': (res) => { res.writeHead(204, { 'Transfer-Encoding': 'chunked' }); res.end(); },
  '304 with length': (res) => { res.writeHead(304, { 'Content-Length': 10 }); res.end(); },
  'trailers': (res) => { res.writeHead(200, { Trailer: 'A' }); res.write('x'); res.addTrailers({ A: 'b', C: ['d', 'e'] }); res.end(); },
  'trailer without chunks': (res) => { res.writeHead(200, { 'Trailer': 'A', 'Content-Length': 1 }); res.end('x'); },
  'informational': (res) => {
    res.writeContinue();
    res.writeProcessing();
    res.writeEarlyHints({ 'link': ['</a.css>; rel=preload', '</b.js>; rel=preload'], 'x-y': 'z' });
    res.end('x');
  },
  'flushHeaders': (res) => { res.flushHeaders(); res.end('x'); },
  'keep-alive by hand': (res) => { res.setHeader('Keep-Alive', 'timeout=9'); res.end('x'); },
  'bad status': (res) => res.writeHead(1000),
  'bad status 2': (res) => { res.statusCode = 'abc'; res.end(); },
  'bad text': (res) => res.writeHead(200, 'a\r\nb'),
  'bad name': (res) => res.setHeader('a b', 'c'),
  'bad value': (res) => res.writeHead(200, { a: 'b\r\nc' }),
  'undefined value': (res) => res.writeHead(200, { a: undefined }),
  'bad trailer name': (res) => res.addTrailers({ 'a b': 'c' }),
  'bad trailer value': (res) => res.addTrailers({ a: '\n' }),
  'bad chunk': (res) => res.write(1),
  'null chunk': (res) => res.write(null),
  'bad hints': (res) => res.writeEarlyHints({ link: 'nonsense' }),
  'strict length, too long': (res) => { res.strictContentLength = true; res.setHeader('Content-Length', 1); res.end('abc'); },
  'strict length, too short': (res) => { res.strictContentLength = true; res.setHeader('Content-Length', 5); res.end('abc'); },
  'second assignSocket': (res) => res.assignSocket(res.socket),
  'state': (res) => {
    console.log(res.statusCode, res.statusMessage, res.getHeaderNames(), res.getRawHeaderNames(), res.getHeaders(), res._header);
    res.setHeader('X-A', [1, 2]);
    console.log(res.getHeaderNames(), res.getRawHeaderNames(), res.getHeaders(), res.hasHeader('x-a'), res.getHeader('X-a'),
                res.getHeader('b'), res.writableLength, res.writableHighWaterMark, res.writableCorked, res.writableNeedDrain);
    res.write('x');
    console.log(JSON.stringify(res._header.replace(/Date: .*GMT/, '')), res._headerSent, res.headersSent, res.chunkedEncoding);
    res.end();
  },
};

async function main() {
  for (const request of ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 'GET / HTTP/1.0\r\n\r\n']) {
    for (const [name, answer] of Object.entries(answers)) {
      await withServer({}, (req, res) => {
        res.on('error', (error) => console.log(name, 'error event', error.code));
        try {
          answer(res);
        } catch (error) {
          console.log(name, error.name, error.code, error.message);
          res.socket.end();
        }
        // When the answer is out; what some of them leave open is closed later.
        const timer = setTimeout(() => req.socket.end(), 100);
        res.on('close', () => {
          clearTimeout(timer);
          req.socket.end();
        });
      }, async (port) => console.log(name, JSON.stringify(await exchange(port, request))));
    }
  }
  console.log(http.METHODS.join(), Object.keys(http.STATUS_CODES).join(), http.STATUS_CODES[418]);
}
main();
