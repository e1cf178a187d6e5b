'use strict';
// Requests and responses with bodies: JSON that is parsed and sent back, and a large buffer.
const http = require('http');
const large = Buffer.alloc(256 * 1024, 'large ');
http
  .createServer((req, res) => {
    if (req.url === '/large') {
      res.writeHead(200, { 'content-type': 'text/plain', 'content-length': large.length });
      res.end(large);
      return;
    }
    let text = '';
    req.setEncoding('utf8');
    req.on('data', (data) => { text += data; });
    req.on('end', () => {
      const body = JSON.stringify(JSON.parse(text));
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      res.end(body);
    });
  })
  .listen(Number(process.env.PORT), '127.0.0.1', () => console.log('LISTENING'));
