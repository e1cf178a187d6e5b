'use strict';
// Programs make parsers of their own out of the HTTPParser that `_http_common` has (msw and nock read what a client writes with one),
// and put functions of theirs around the callbacks of a connection's parser. Both get a head's fields as a list.
const http = require('node:http');
const net = require('node:net');
const { HTTPParser } = require('_http_common');

function parse(type, chunks, answer) {
  const parser = new HTTPParser();
  const log = [];
  parser.initialize(type, {});
  parser[HTTPParser.kOnHeaders] = (...args) => { log.push(['headers', ...args]); };
  parser[HTTPParser.kOnHeadersComplete] = (...args) => {
    log.push(['head', ...args]);
    return answer;
  };
  parser[HTTPParser.kOnBody] = (chunk) => { log.push(['body', chunk.toString()]); };
  parser[HTTPParser.kOnMessageComplete] = () => { log.push(['complete']); };
  for (const chunk of chunks) {
    const result = parser.execute(Buffer.from(chunk));
    log.push(result instanceof Error ? [result.message, result.code, result.bytesParsed] : result);
  }
  log.push(['finish', parser.finish()?.code]);
  parser.free();
  console.dir(log, { depth: 4 });
}

parse(HTTPParser.REQUEST, ['GET /a?b=c HTTP/1.1\r\nHost: x\r\nX-Empty:\r\nX-Two: 1\r\nX-Two: 2\r\n\r\n']);
parse(HTTPParser.REQUEST, ['POST / HTTP/1.0\r\nContent-Length: 4\r\n\r\nab', 'cd']);
parse(HTTPParser.REQUEST, ['GET / HTTP/1.1\r\n\r\n']);
parse(HTTPParser.RESPONSE, [
  'HTTP/1.1 200 All right\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n3\r\nabc\r\n', '0\r\nT: trailer\r\nU: other\r\n\r\n']);
parse(HTTPParser.RESPONSE, ['HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nrest']);
parse(HTTPParser.RESPONSE, ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'], 1);
parse(HTTPParser.RESPONSE, ['HTTP/1.1 204 No Content\r\n\r\n', 'garbage']);

// Around a connection's own.
const seen = [];
const server = http.createServer((request, response) => {
  request.resume().on('end', () => {
    seen.push(['server', request.headers.host, request.headers['x-added'], request.rawHeaders.slice(-2), request.trailers,
               request.rawTrailers]);
    response.end('ok');
  });
});
server.on('connection', (socket) => {
  const { parser } = socket;
  for (const number of [HTTPParser.kOnHeaders, HTTPParser.kOnHeadersComplete]) {
    const original = parser[number];
    parser[number] = function(...args) {
      const at = args.findIndex((arg) => typeof arg === 'object');
      seen.push([number, at, args[at]]);
      if (number === HTTPParser.kOnHeadersComplete) args[at] = [...args[at], 'X-Added', 'yes'];
      return Reflect.apply(original, this, args);
    };
  }
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  client.end('GET / HTTP/1.1\r\nHost: h\r\n\r\nPOST / HTTP/1.1\r\nHost: h2\r\nConnection: close\r\n' +
             'Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nT: t\r\n\r\n');
  client.resume().on('close', () => {
    console.dir(seen, { depth: 4 });
    server.close();
  });
});
