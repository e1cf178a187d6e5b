// Informational responses of the server: what may be sent, how it is checked, and the bytes.
'use strict';
const { exchange, withServer } = require('./_raw');

function attempt(action) {
  try {
    console.log(String(action), action());
  } catch (error) {
    console.log(String(action), error.name, error.code, error.message);
  }
}

withServer({}, (req, res) => {
  for (const status of [101, 99, 200, 199, '100', 100.5, undefined]) attempt(() => res.writeInformation(status));
  attempt(() => res.writeInformation(150, { A: 'b', c: ['d', 'e'] }));
  attempt(() => res.writeInformation(103, ['A', 'b']));
  attempt(() => res.writeInformation(103, ['A']));
  attempt(() => res.writeInformation(103, new Map([['a', 'b']])));
  attempt(() => res.writeInformation(103, [['a', 'b']]));
  attempt(() => res.writeInformation(103, { 'a b': 'c' }));
  attempt(() => res.writeInformation(103, { a: '\n' }));
  attempt(() => res.writeInformation(103, { a: undefined }));
  attempt(() => res.writeInformation(103, { 'Content-Length': 1, 'transfer-encoding': 'chunked', 'Connection': 'x' }));
  attempt(() => res.writeEarlyHints());
  attempt(() => res.writeEarlyHints({}));
  attempt(() => res.writeEarlyHints({ link: [] }));
  attempt(() => res.writeEarlyHints({ 'link': '</a>; rel=x', 'a b': 1 }));
  attempt(() => res.writeEarlyHints({ link: '</a>; rel=x', b: 1 }, () => console.log('written')));
  attempt(() => res.writeContinue());
  attempt(() => res.writeProcessing());
  res.end('x');
  attempt(() => res.writeContinue());
  attempt(() => res.writeProcessing());
  attempt(() => res.writeInformation(103, { A: 1 }));
}, async (port) => {
  console.log(await exchange(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
});
