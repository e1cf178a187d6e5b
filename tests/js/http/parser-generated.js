// The parser against Node's on generated messages: valid ones with a few bytes changed, in any pieces, strict and lenient.
// It compares what is accepted, what is refused, with which code and at which byte. `node parser-generated.js SEED COUNT`
// tries others.
'use strict';
const { HTTPParser } = require('_http_common');

let seed = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 1500);

function random(below) {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return Math.floor((seed >>> 4) / 0x10000000 * below);
}
const pick = (list) => list[random(list.length)];

const reqHeads = [
  'GET / HTTP/1.1\r\n', 'POST /a/b?c=d#e HTTP/1.1\r\n', 'CONNECT a:80 HTTP/1.1\r\n',
  'GET http://u:p@h:80/x?y HTTP/1.0\r\n', 'PUT /x\r\n', 'M-SEARCH * HTTP/1.1\r\n', 'OPTIONS * RTSP/1.0\r\n',
  'GET_PARAMETER rtsp://x RTSP/1.0\r\n', 'SOURCE /x ICE/1.0\r\n', '\r\n\r\nDELETE /q HTTP/1.1\r\n',
  'PRI * HTTP/2.0\r\n', 'QUERY /x HTTP/1.1\r\n', 'GET / HTTP/2.0\r\n', 'GET / HTTP/0.9\r\n', 'PURGE / HTTP/1.1\r\n',
];
const resHeads = [
  'HTTP/1.1 200 OK\r\n', 'HTTP/1.0 200 OK\r\n', 'HTTP/1.1 204\r\n', 'HTTP/1.1 304 Not Modified\r\n',
  'HTTP/1.1 100 Continue\r\n', 'HTTP/1.1 404 \r\n', 'HTTP/1.1 101 Switching\r\n', 'RTSP/1.0 200 OK\r\n',
  'HTTP/1.1 103 E\r\n', 'HTTP/1.1 500 a b\x80c\r\n',
];
const fields = [
  'Host: x\r\n', 'X-Y: z \t\r\n', 'Empty:\r\n', 'E2: \t \r\n', 'Connection: close\r\n', 'Connection: keep-alive\r\n',
  'Connection: Upgrade\r\n', 'Connection: keep-alive, Upgrade\r\n', 'Upgrade: websocket\r\n',
  'Proxy-Connection: close\r\n', 'Content-Length: 5\r\n', 'content-length: 0\r\n', 'Content-Length: 05 \r\n',
  'Transfer-Encoding: chunked\r\n', 'transfer-encoding: gzip\r\n', 'Transfer-Encoding: gzip, chunked\r\n',
  'Transfer-Encoding: chunked, gzip\r\n', 'Transfer-Encoding: CHUNKED \r\n', 'Expect: 100-continue\r\n',
  'A: b\r\n c\r\n', 'A: b\r\n\tc\r\n', 'Connection: a,close ,b\r\n', 'Upgrade: \r\n',
  'Connection: upgrade\r\n x\r\n', 'Transfer-Encoding: , chunked\r\n', 'Transfer-Encoding: chu\r\n nked\r\n',
  'Content-Length:\r\n 5\r\n', 'Connection:\r\n close\r\n', 'Cookie: a=b; c="d"\r\n', 'Content-Lengt: 3\r\n',
  'Content-Lengthy: 3\r\n', 'Connection:close\t,keep-alive\r\n', 'Connection:\tclose\r\n',
  'Transfer-Encoding:\tchunked\r\n',
];
const bodies = [
  '', 'hello', '5\r\nhello\r\n0\r\n\r\n', '5;a=b\r\nhello\r\n3;c="d e"\r\nabc\r\n0\r\nT: 1\r\nU: 2\r\n\r\n',
  'A\r\n0123456789\r\n0\r\n\r\n', '5\r\nhello\r\n0;x\r\n\r\nGET /2 HTTP/1.1\r\n\r\n',
  'helloGET /2 HTTP/1.1\r\nA: b\r\n\r\n', 'GET /3 HTTP/1.1\r\n\r\nGET /4 HTTP/1.1\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nxy', '\r\nSM\r\n\r\n', '1;a="\\"";b\r\nx\r\n0\r\n\r\n',
  '00000000005\r\nhello\r\n000\r\n\r\n', '5 \r\nhello\r\n0\r\n\r\n', '5\r\nhello0\r\n\r\n',
];
const bytes = [
  '\r', '\n', '\r\n', ' ', '\t', '\0', '\x01', '\x7f', '\x80', '\xff', ':', ',', ';', '=', '"', '\\', 'a', 'F', '0',
  '9', 'G', '/', '?', '#', '@', '[', '\x0b', '%', '\n\n', '\r\r',
];

// A list of fields, which anode's parser hands over as one string.
const list = (fields) => (typeof fields === 'string' ? fields.split('\n').filter(() => fields !== '') : fields);

function trace(type, pieces, lenient, maxHeaderSize, skipBody) {
  const seen = [];
  let body = '';
  let fields = [];
  const flush = () => {
    if (body !== '') seen.push(`body ${body}`);
    body = '';
  };
  const parser = new HTTPParser();
  parser.initialize(type, {}, maxHeaderSize, lenient);
  parser[HTTPParser.kOnHeaders] = (more) => { fields.push(...list(more)); };
  parser[HTTPParser.kOnHeadersComplete] =
    (major, minor, head, method, url, status, text, upgrade, keepAlive) => {
      seen.push([major, minor, head === undefined ? fields : list(head), method, url, status, text, upgrade, keepAlive]);
      fields = [];
      return upgrade ? 2 : skipBody;
    };
  parser[HTTPParser.kOnBody] = (data) => { body += data.latin1Slice(); };
  parser[HTTPParser.kOnMessageComplete] = () => {
    flush();
    seen.push('complete', fields);
    fields = [];
  };
  for (const piece of pieces) {
    const result = parser.execute(Buffer.from(piece, 'latin1'));
    flush();
    if (typeof result !== 'number') return [...seen, result.code, result.reason, result.bytesParsed];
    seen.push(result);
    // What follows another protocol's head is no business of the parser.
    if (result !== piece.length || seen.some((event) => event[7] === true)) return seen;
  }
  const result = parser.finish();
  if (result) seen.push(result.code, result.reason);
  return seen;
}

for (let index = 0; index < count; index++) {
  const type = random(3) ? HTTPParser.REQUEST : HTTPParser.RESPONSE;
  let text = pick(type === HTTPParser.REQUEST ? reqHeads : resHeads);
  for (let left = random(5); left > 0; left--) text += pick(fields);
  text += `\r\n${pick(bodies)}`;
  for (let left = random(3); left > 0; left--) {
    const at = random(text.length + 1);
    text = text.slice(0, at) + (random(3) ? pick(bytes) : '') + text.slice(at + random(2));
  }
  const pieces = [];
  let rest = text;
  for (let left = random(4); left > 0 && rest.length > 1; left--) {
    const at = 1 + random(rest.length - 1);
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  pieces.push(rest);
  // Node's parser never returns from a NUL in a lenient field value.
  const lenient = text.includes('\0') || random(4) ? 0 : HTTPParser.kLenientAll;
  const maxHeaderSize = random(5) ? 0 : 10 + random(60);
  const skipBody = type === HTTPParser.RESPONSE && !random(5) ? 1 : 0;
  console.log(JSON.stringify([lenient, maxHeaderSize, skipBody, pieces]));
  console.log('  ', JSON.stringify(trace(type, pieces, lenient, maxHeaderSize, skipBody)));
}
