// Http2ServerResponse: every method with good and bad arguments, before the header went out, after it, after the end and
// after the stream is gone.
'use strict';
const http2 = require('node:http2');
const { attempt, fields, later, printAnswer, request, runAll, withSession } = require('./_h2');

/** One request whose response the test makes. */
function respond(onResponse, { headers, body, onStream, options } = {}) {
  return withSession({ options, listener: onResponse }, async ({ client }) => {
    printAnswer(await request(client, headers, { body, onStream }));
  });
}

function everyMethod(res) {
  attempt('setHeader', () => res.setHeader('x-a', 'b'));
  attempt('appendHeader', () => res.appendHeader('x-a', 'c'));
  attempt('getHeader', () => res.getHeader('X-A'));
  attempt('getHeaders', () => res.getHeaders());
  attempt('getHeaderNames', () => res.getHeaderNames());
  attempt('hasHeader', () => res.hasHeader('x-a'));
  attempt('removeHeader', () => res.removeHeader('x-a'));
  attempt('setTrailer', () => res.setTrailer('x-t', '1'));
  attempt('addTrailers', () => res.addTrailers({ 'x-u': '2' }));
  attempt('statusCode', () => res.statusCode);
  attempt('statusCode =', () => { res.statusCode = 201; return res.statusCode; });
  attempt('sendDate', () => res.sendDate);
  attempt('sendDate =', () => { res.sendDate = false; return res.sendDate; });
  attempt('writeContinue', () => res.writeContinue());
  attempt('writeEarlyHints', () => res.writeEarlyHints({ link: '</a>; rel=preload' }));
  attempt('writeInformation', () => res.writeInformation(102));
  attempt('flags', () => [res.headersSent, res.writableEnded, res.finished, res.writable, res.writableFinished, res.destroyed,
    res.writableCorked, res.writableHighWaterMark, res.writableLength, res.writableNeedDrain, res.writableObjectMode, res._header]);
  attempt('socket', () => [typeof res.socket, res.connection === res.socket, typeof res.stream, res.stream?.destroyed]);
  attempt('setTimeout', () => res.setTimeout(0) === res);
  attempt('cork, uncork', () => [res.cork(), res.uncork()]);
}

runAll({
  'names': () => respond((req, res) => {
    // A name that is no token ends the stream.
    res.on('error', (error) => console.log('  error', error.code, error.message));
    for (const name of ['X-Upper', ' padded ', '', 'a b', 'x:y', ':status', ':path', 'connection', 'Transfer-Encoding', 'te', 'host',
      'keep-alive', 'upgrade', 'http2-settings', 'proxy-connection', '\u00e9', 5, undefined, null, {}, Symbol.iterator]) {
      const shown = typeof name === 'string' ? JSON.stringify(name) : String(name);
      attempt(`setHeader ${shown}`, () => res.setHeader(name, 'v'));
      attempt(`appendHeader ${shown}`, () => res.appendHeader(name, 'w'));
      attempt(`getHeader ${shown}`, () => res.getHeader(name));
      attempt(`hasHeader ${shown}`, () => res.hasHeader(name));
      attempt(`removeHeader ${shown}`, () => res.removeHeader(name));
      attempt(`setTrailer ${shown}`, () => res.setTrailer(name, 'v'));
    }
    res.end();
  }),

  'values': () => respond((req, res) => {
    const values = [undefined, null, '', 'a', 5, 0, true, ['a', 'b'], [], [1, 2], ['a', undefined], {}, 'a\nb', 'a\0', '\u00e9', '\u0100', Symbol('s')];
    for (const value of values) {
      const shown = typeof value === 'symbol' ? 'symbol' : JSON.stringify(value);
      attempt(`setHeader ${shown}`, () => res.setHeader('x-v', value));
      attempt(`appendHeader ${shown}`, () => res.appendHeader('x-w', value));
      attempt(`setTrailer ${shown}`, () => res.setTrailer('x-t', value));
      attempt('kept', () => [res.getHeader('x-v'), res.getHeader('x-w')]);
      res.removeHeader('x-w');
      res.removeHeader('x-v');
    }
    attempt('te: trailers', () => res.setHeader('te', 'trailers'));
    attempt('connection: keep-alive', () => res.setHeader('connection', 'keep-alive'));
    attempt('addTrailers nothing', () => res.addTrailers());
    attempt('addTrailers null', () => res.addTrailers(null));
    attempt('addTrailers bad', () => res.addTrailers({ 'a b': '1' }));
    res.setTrailer('x-t', 'last');
    res.end('body');
  }),

  'a list as value, and what is appended': () => respond((req, res) => {
    res.setHeader('x-list', ['1', '2']);
    res.setHeader('set-cookie', ['a=1', 'b=2']);
    res.appendHeader('set-cookie', 'c=3');
    res.appendHeader('x-one', '1');
    res.appendHeader('x-one', ['2', '3']);
    res.setHeader('x-number', 12);
    attempt('getHeaders', () => res.getHeaders());
    const copy = res.getHeaders();
    copy['x-late'] = 1;
    attempt('a copy', () => [res.hasHeader('x-late'), Object.getPrototypeOf(copy)]);
    attempt('names', () => res.getHeaderNames());
    res.end();
  }),

  'before the header': () => respond((req, res) => {
    everyMethod(res);
    res.end();
  }),

  'after flushHeaders': () => respond((req, res) => {
    attempt('flushHeaders', () => res.flushHeaders());
    attempt('flushHeaders again', () => res.flushHeaders());
    everyMethod(res);
    attempt('writeHead', () => res.writeHead(200));
    res.end('x');
  }),

  'after end': () => respond((req, res) => {
    attempt('end', () => res.end('x') === res);
    everyMethod(res);
    attempt('writeHead', () => res.writeHead(200));
    attempt('flushHeaders', () => res.flushHeaders());
    attempt('write', () => res.write('y'));
    attempt('end again', () => res.end('z') === res);
  }),

  'after the stream is gone': async () => {
    let response;
    await respond((req, res) => {
      response = res;
      res.end('x');
    });
    await later();
    everyMethod(response);
    attempt('writeHead', () => response.writeHead(200) === response);
    attempt('flushHeaders', () => response.flushHeaders());
    attempt('end', () => response.end('z') === response);
    attempt('write', () => response.write('y'));
    attempt('destroy', () => response.destroy());
    attempt('createPushResponse', () => response.createPushResponse({ ':path': '/' }, (error) => console.log('  pushed', error?.code)));
    await later();
  },

  'status codes': () => respond((req, res) => {
    for (const code of [200, 204, 599, 600, 999, 1000, 99, 100, 101, 199, 0, -1, 200.5, '201', 'x', null, undefined, NaN, {}]) {
      attempt(`statusCode = ${JSON.stringify(code)}`, () => { res.statusCode = code; return res.statusCode; });
    }
    res.statusCode = 418;
    attempt('statusMessage', () => [res.statusMessage, res.statusMessage = 'teapot', res.statusMessage]);
    res.end();
  }),

  'writeHead, a code alone': () => respond((req, res) => {
    attempt('writeHead', () => res.writeHead(202) === res);
    attempt('headersSent', () => res.headersSent);
    res.end();
  }),
  'writeHead with an object': () => respond((req, res) => {
    res.setHeader('x-set', 'before');
    res.setHeader('x-kept', 'kept');
    res.writeHead(200, { 'X-Set': 'after', 'Content-Type': 'text/plain' }).end('x');
  }),
  'writeHead with a reason and an object': () => respond((req, res) => { res.writeHead(200, 'Fine', { 'x-a': 'b' }).end('x'); }),
  'writeHead with a flat list': () => respond((req, res) => {
    res.setHeader('x-a', '0');
    res.writeHead(200, ['x-a', '1', 'x-b', '2', 'set-cookie', 'a', 'set-cookie', 'b']).end('x');
  }),
  'writeHead with a list of pairs': () => respond((req, res) => { res.writeHead(200, [['x-a', '1'], ['x-b', ['2', '3']], ['x-a', '4']]).end('x'); }),
  'writeHead, refused': () => respond((req, res) => {
    attempt('odd list', () => res.writeHead(200, ['x-a']));
    attempt('list that starts with an object', () => res.writeHead(200, [{ a: 1 }]));
    attempt('bad name', () => res.writeHead(200, { 'a b': '1' }));
    attempt('pseudo', () => res.writeHead(200, { ':status': '1' }));
    attempt('empty name', () => res.writeHead(200, ['', 'b']));
    attempt('null', () => res.writeHead(200, { 'x-n': null }));
    attempt('undefined', () => res.writeHead(200, { 'x-u': undefined }));
    attempt('code', () => res.writeHead(42));
    attempt('informational code', () => res.writeHead(103));
    attempt('101', () => res.writeHead(101));
    attempt('kept', () => res.getHeaders());
    attempt('the code', () => res.statusCode);
    attempt('no code', () => res.writeHead() === res);
    res.end();
  }),
  'writeHead with a pair too long and one too short': () => respond((req, res) => {
    attempt('writeHead', () => res.writeHead(200, [['x-a', 'b', 'c'], ['x-b']]));
    attempt('kept', () => res.getHeaders());
    res.end();
  }),
  'writeHead with what is no headers': async () => {
    for (const headers of [null, 5, 'text', [], undefined]) {
      await respond((req, res) => {
        attempt(String(headers), () => res.writeHead(200, headers) === res);
        res.end();
      });
    }
    await respond((req, res) => {
      attempt('reason, null', () => res.writeHead(200, 'x', null) === res);
      res.end();
    });
    await respond((req, res) => { res.writeHead(200, null, { a: 1 }).end(); });
    await respond((req, res) => { res.writeHead(200, 5, ['a', '1']).end(); });
    await respond((req, res) => { res.writeHead(200, { a: 1 }, { b: 2 }).end(); });
  },
  'writeHead with a field of the connection': () => respond((req, res) => {
    attempt('setHeader', () => { res.setHeader('connection', 'trailers'); res.setHeader('Connection', 'close'); return res.getHeaders(); });
    res.removeHeader('connection');
    attempt('writeHead', () => res.writeHead(200, { connection: 'close' }) === res);
    res.end();
  }),
  'fields that HTTP/2 forbids': async () => {
    for (const name of ['transfer-encoding', 'te', 'keep-alive', 'upgrade', 'http2-settings', 'proxy-connection']) {
      await respond((req, res) => {
        res.setHeader(name, 'x');
        attempt(name, () => res.writeHead(200));
        res.stream.close();
      });
    }
    await respond((req, res) => {
      res.setHeader('content-length', ['1', '2']);
      attempt('two lengths', () => res.writeHead(200));
      res.stream.close();
    });
  },
  'writeInformation': () => respond((req, res) => {
    for (const code of [undefined, 100, 102, 101, 199, 200, 99, '103', 103.5, null]) attempt(String(code), () => res.writeInformation(code));
    const bad = [['a', 'b'], null, [['a', 'b']], { 'a b': 'c' }, { ':x': 'b' }, { connection: 'close' }, { x: undefined }, 5, 'text', () => {}, { 'X-A': ['1', '2'] }];
    for (const headers of bad) attempt(JSON.stringify(headers), () => res.writeInformation(103, headers));
    res.writeHead(200);
    attempt('after the head', () => res.writeInformation(103));
    attempt('after the head, bad', () => res.writeInformation(101));
    attempt('after the head, bad headers', () => res.writeInformation(103, 5));
    res.end();
  }),
  'writeEarlyHints': () => respond((req, res) => {
    const link = '</a>; rel=preload';
    for (const hints of [undefined, null, 5, {}, { link: 'bad' }, { link: '' }, { link: [] }, { link, 'X-A': 'b' }, { 'x-only': '1' }, { link, connection: '1' },
      { link, 5: '1' }, { link, ':status': '1' }, { link, x: undefined }, { link, 'a b': 1 }, { link, 'x:y': 1 }, { link: [link, '<b>'], Link: 'c' }]) {
      attempt(JSON.stringify(hints), () => res.writeEarlyHints(hints));
    }
    res.writeHead(200);
    attempt('after the head', () => res.writeEarlyHints({ link }));
    attempt('after the head, bad', () => res.writeEarlyHints({ link: 'bad' }));
    res.end();
  }),
  'writeHead twice': () => respond((req, res) => {
    res.writeHead(200);
    attempt('again', () => res.writeHead(404));
    res.end();
  }),
  'writeHead after a write': () => respond((req, res) => {
    res.write('x');
    attempt('writeHead', () => res.writeHead(404));
    attempt('setHeader', () => res.setHeader('a', 'b'));
    res.end();
  }),
  'without a date': () => respond((req, res) => {
    res.sendDate = false;
    attempt('sendDate', () => res.sendDate);
    res.end();
  }),
  'a date of the program': () => respond((req, res) => {
    res.setHeader('Date', 'x');
    res.on('finish', () => console.log('  finish', fields(res.stream.sentHeaders)));
    res.end();
  }),

  'write': () => respond((req, res) => {
    const order = [];
    // Node 26.10 sends other bytes for strings that wait behind another write: one string only, and first.
    attempt('string', () => res.write('e1e9', 'hex', (error) => order.push(`callback 1 ${error}`)));
    attempt('buffer and callback', () => res.write(Buffer.from('c'), (error) => order.push(`callback 2 ${error}`)));
    attempt('buffer, encoding and callback', () => res.write(Buffer.from('d'), 'latin1', (error) => order.push(`callback 3 ${error}`)));
    attempt('typed array', () => res.write(new Uint8Array([101])));
    for (const bad of [undefined, null, 5, {}, []]) attempt(`bad ${JSON.stringify(bad)}`, () => res.write(bad));
    res.on('finish', () => order.push('finish'));
    res.on('close', () => console.log('  ', order.join(', ')));
    res.end();
  }),
  'end with all arguments': () => respond((req, res) => { res.end('c3a9', 'hex', () => console.log('  callback')); }),
  'end with a callback': () => respond((req, res) => { res.end(() => console.log('  callback', res.writableEnded, res.finished)); }),
  'end twice with callbacks': () => respond((req, res) => {
    res.end('x', () => console.log('  first'));
    res.end('y', (error) => console.log('  second', error?.code));
  }),
  'end with what is no data': () => respond((req, res) => {
    attempt('number', () => res.end(5));
    attempt('object', () => res.end({}));
    attempt('null', () => res.end(null) === res);
  }),
  'write after end': () => respond((req, res) => {
    res.on('error', (error) => console.log('  error', error.code));
    res.end('x');
    attempt('write', () => res.write('y', (error) => console.log('  callback', error?.code)));
  }),
  'a body for HEAD': () => respond((req, res) => {
    attempt('write', () => res.write('x'));
    res.end('y', () => console.log('  callback'));
  }, { headers: { ':method': 'HEAD' } }),
  'a body for 204 and 304': async () => {
    for (const code of [204, 205, 304]) {
      await respond((req, res) => {
        res.writeHead(code);
        attempt('write', () => res.write('x'));
        res.end('y', () => console.log('  callback'));
      });
    }
  },

  'trailers': () => respond((req, res) => {
    res.setTrailer('X-One', '1');
    res.addTrailers({ 'x-two': ['2', '3'], 'x-three': 3 });
    res.write('a');
    res.setTrailer('x-late', '4');
    res.end('b');
  }),
  'trailers without a body': () => respond((req, res) => {
    res.setTrailer('x-one', '1');
    res.end();
  }),

  'cork': () => respond((req, res) => {
    res.cork();
    res.write('a');
    res.write('b');
    attempt('corked', () => [res.writableCorked, res.headersSent]);
    res.uncork();
    attempt('uncorked', () => res.writableCorked);
    res.end('c');
  }),

  'destroy': () => respond((req, res) => {
    res.on('close', () => console.log('  res close', res.destroyed, res.finished));
    res.on('error', (error) => console.log('  res error', error.message));
    req.on('close', () => console.log('  req close'));
    req.on('aborted', () => console.log('  req aborted'));
    attempt('destroy', () => res.destroy());
    attempt('again', () => res.destroy(new Error('again')));
  }),
  'destroy with an error': () => respond((req, res) => {
    res.on('close', () => console.log('  res close'));
    res.on('error', (error) => console.log('  res error', error.message));
    req.on('error', (error) => console.log('  req error', error.message));
    res.write('x');
    res.destroy(new Error('broken'));
  }),

  'setTimeout': () => respond((req, res) => {
    attempt('no function', () => res.setTimeout(5000, 5));
    attempt('setTimeout', () => res.setTimeout(30, () => {
      console.log('  timeout');
      res.end('late');
    }) === res);
    attempt('not a number', () => res.setTimeout('x'));
  }),

  'pipe into a response': () => respond((req, res) => {
    res.on('pipe', (source) => console.log('  pipe', source === req));
    res.on('unpipe', (source) => console.log('  unpipe', source === req));
    res.on('finish', () => console.log('  finish'));
    req.pipe(res);
  }, { headers: { ':method': 'POST' }, body: 'to and fro' }),

  'the constructor with options': () => {
    class Response extends http2.Http2ServerResponse {
      hello() { return this.setHeader('x-hello', 'y'); }
    }
    class Request extends http2.Http2ServerRequest {
      get short() { return `${this.method} ${this.url}`; }
    }
    return respond((req, res) => {
      console.log('  ', req.constructor.name, res.constructor.name, req.short, res instanceof http2.Http2ServerResponse);
      res.hello();
      res.end();
    }, { options: { Http2ServerRequest: Request, Http2ServerResponse: Response } });
  },
});
