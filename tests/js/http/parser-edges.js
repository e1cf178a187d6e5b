// What the parser knows before the byte that shows it, and what folded lines mean for the framing where they are allowed: a
// length that goes on is two lengths, a coding that goes on is not `chunked`.
'use strict';
const { HTTPParser } = require('_http_common');

function run(type, lenient, ...pieces) {
  const seen = [];
  const parser = new HTTPParser();
  parser.initialize(type, {}, 0, lenient);
  parser[HTTPParser.kOnHeaders] = (fields, target) => { seen.push(['trailer', fields, target]); };
  parser[HTTPParser.kOnHeadersComplete] = () => { seen.push('head'); };
  parser[HTTPParser.kOnBody] = (body) => { seen.push(`body ${body}`); };
  parser[HTTPParser.kOnMessageComplete] = () => { seen.push('done'); };
  for (const piece of pieces) {
    const result = parser.execute(Buffer.from(piece, 'latin1'));
    if (typeof result === 'number') continue;
    seen.push(result.code, result.reason, result.bytesParsed);
    break;
  }
  console.log(JSON.stringify(pieces), JSON.stringify(seen));
}

const { REQUEST, RESPONSE, kLenientHeaders } = HTTPParser;

// A method that the protocol does not have, at the end of the protocol's name.
for (const protocol of ['HTTP', 'RTSP', 'ICE']) {
  const method = protocol === 'HTTP' ? 'DESCRIBE' : 'GET';
  run(REQUEST, 0, `${method} / ${protocol}/1.0\r\n\r\n`);
  run(REQUEST, 0, `${method} / ${protocol}`, '/1.0\r\n\r\n');
}

// A version that nobody speaks, at its last digit.
run(REQUEST, 0, 'GET / HTTP/1.2');
run(REQUEST, 0, 'PRI * HTTP/3.0');
run(RESPONSE, 0, 'HTTP/9.9', ' 200 OK\r\n\r\n');

// After a first line without a version.
run(REQUEST, 0, 'GET /\r\n', '\ta: b\r\n\r\n');
run(REQUEST, 0, 'GET /\r\n\fa: b\r\n\r\n');
run(REQUEST, 0, 'GET / HTTP/0.9\r\n\ta: b\r\n\r\n');

// Information that is not known may have a body.
for (const status of [100, 102, 103, 104, 199, 204]) {
  run(RESPONSE, 0, `HTTP/1.1 ${status} x\r\nContent-Length: 5\r\n\r\n`, 'hello');
}
run(RESPONSE, 0, 'HTTP/1.1 199 x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n');

// Folded lines.
for (const [type, line] of [[REQUEST, 'POST / HTTP/1.1'], [RESPONSE, 'HTTP/1.1 200 OK']]) {
  for (const field of [
    'Content-Length: 5\r\n 6', 'Content-Length: 5\r\n ', 'Content-Length:\r\n 5', 'Transfer-Encoding: chunked\r\n , gzip',
    'Transfer-Encoding: chunked\r\n ', 'Transfer-Encoding:\r\n chunked', 'Transfer-Encoding: chu\r\n nked',
  ]) {
    run(type, kLenientHeaders, `${line}\r\n${field}\r\n\r\n5\r\nhello\r\n0\r\n\r\n`);
  }
}

// A trailer comes with the target of its request.
run(REQUEST, 0, 'PUT /a?b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n');
run(RESPONSE, 0, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n');
