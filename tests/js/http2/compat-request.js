// Http2ServerRequest: its properties in every state, the setters, the socket, bodies and trailers.
'use strict';
const http2 = require('node:http2');
const net = require('node:net');
const { attempt, closed, fields, later, printAnswer, request, runAll, withSession } = require('./_h2');

function serve(onRequest, { headers, body, onStream, options } = {}) {
  return withSession({ listener: onRequest }, async ({ client }) => {
    printAnswer(await request(client, headers, { body, onStream, options }));
  });
}

function properties(req) {
  attempt('flags', () => [req.aborted, req.complete, req.readable, req.readableEnded, req.destroyed, req.closed]);
  attempt('version', () => [req.httpVersion, req.httpVersionMajor, req.httpVersionMinor]);
  attempt('line', () => [req.method, req.url, req.scheme, req.authority?.replace(/:\d+/, ':PORT')]);
  attempt('headers', () => [fields(req.headers), Object.getPrototypeOf(req.headers), req.headers === req.headers]);
  attempt('raw', () => [Array.isArray(req.rawHeaders), req.rawHeaders.map((text) => text.replace(/:\d{4,5}$/, ':PORT'))]);
  attempt('trailers', () => [fields(req.trailers), req.rawTrailers]);
  attempt('stream', () => [req.stream.constructor.name, req.stream.id, req.stream.destroyed]);
  attempt('socket', () => [typeof req.socket, req.socket === req.socket, req.connection === req.socket]);
}

const collect = async (req) => {
  let text = '';
  for await (const chunk of req) text += chunk;
  return text;
};

runAll({
  'a request without a body': async () => {
    let kept;
    await serve((req, res) => {
      kept = req;
      properties(req);
      req.resume();
      req.on('end', () => {
        console.log('  end');
        properties(req);
        res.end();
      });
    }, { headers: { ':path': '/a?b=c', 'X-Own': 'Value', cookie: ['a=1', 'b=2'], 'x-list': ['1', '2'], accept: ['x', 'y'] } });
    await later();
    console.log('  closed');
    properties(kept);
    attempt('setTimeout', () => kept.setTimeout(10) === kept);
  },

  'setters': () => serve((req, res) => {
    for (const method of ['POST', 'x', ' padded ', '', ' ', 5, undefined, null]) {
      attempt(`method = ${JSON.stringify(method)}`, () => { req.method = method; return [req.method, req.headers[':method']]; });
    }
    for (const url of ['/other', '', 5, undefined]) attempt(`url = ${JSON.stringify(url)}`, () => { req.url = url; return [req.url, req.headers[':path']]; });
    for (const name of ['authority', 'scheme', 'headers', 'rawHeaders', 'trailers', 'aborted', 'complete', 'httpVersion', 'socket', 'connection', 'stream']) {
      attempt(`${name} =`, () => { req[name] = 'x'; });
    }
    req.headers['x-added'] = 'kept';
    attempt('headers are the program\'s', () => req.headers['x-added']);
    res.end();
  }),

  'authority and host': async () => {
    for (const headers of [{ ':authority': 'one.example' }, { host: 'two.example' }, { ':authority': 'one.example', host: 'two.example' }]) {
      await serve((req, res) => {
        console.log('  ', req.authority, req.headers[':authority'], req.headers.host);
        res.end();
      }, { headers });
    }
  },

  'a body': () => serve(async (req, res) => {
    console.log('  complete', req.complete);
    const body = await collect(req);
    console.log('  ', body, req.complete, req.readableEnded);
    res.end(body.toUpperCase());
  }, { headers: { ':method': 'POST', 'content-length': 5 }, body: 'hello' }),

  'a body as text, flowing': () => serve((req, res) => {
    req.setEncoding('utf8');
    const order = [];
    req.on('data', (chunk) => order.push(typeof chunk, chunk));
    req.on('end', () => {
      console.log('  ', order.join(' '));
      res.end();
    });
  }, { headers: { ':method': 'POST' }, body: 'gr\u00fcn' }),

  'a body that is read later': () => serve(async (req, res) => {
    await later();
    console.log('  ', req.complete, await collect(req));
    res.end();
  }, { headers: { ':method': 'PUT' }, body: 'late' }),

  'pause and resume': () => serve((req, res) => {
    const order = [];
    req.on('pause', () => order.push('pause'));
    req.on('resume', () => order.push('resume'));
    let length = 0;
    req.on('data', (chunk) => {
      if (length === 0) {
        req.pause();
        order.push(req.isPaused());
        setTimeout(() => req.resume(), 10);
      }
      length += chunk.length;
    });
    req.on('end', () => {
      console.log('  ', length, order.slice(0, 6).join(' '));
      res.end();
    });
  }, { headers: { ':method': 'PUT' }, body: Buffer.alloc(300_000) }),

  'a body that nobody reads': () => serve((req, res) => { res.end('ignored'); }, { headers: { ':method': 'PUT' }, body: 'ignored' }),

  'trailers': () => serve((req, res) => {
    req.on('trailers', (...args) => console.log('  trailers', args.length));
    req.stream.on('trailers', (trailers, flags, raw) => console.log('  stream trailers', fields(trailers), flags, raw));
    req.resume();
    req.on('end', () => {
      console.log('  ', fields(req.trailers), JSON.stringify(req.rawTrailers), Object.getPrototypeOf(req.trailers) === Object.prototype);
      res.end();
    });
  }, {
    headers: { ':method': 'POST' }, options: { waitForTrailers: true },
    onStream(stream) {
      stream.on('wantTrailers', () => stream.sendTrailers({ 'X-Sum': 'abc', 'x-two': ['1', '2'] }));
      stream.end('body');
    },
  }),

  'the socket': () => serve((req, res) => {
    const { socket } = req;
    attempt('instance', () => [socket instanceof net.Socket, Object.getPrototypeOf(socket) === net.Socket.prototype]);
    attempt('same', () => [socket === res.socket, socket === req.stream, socket === req.stream.session.socket]);
    for (const name of ['write', 'read', 'pause', 'resume']) {
      attempt(name, () => typeof socket[name]);
      attempt(`${name} =`, () => { socket[name] = () => {}; });
    }
    for (const name of ['on', 'once', 'end', 'emit', 'destroy', 'setTimeout', 'address', 'setNoDelay', 'setKeepAlive', 'ref', 'unref']) {
      attempt(name, () => typeof socket[name]);
    }
    attempt('state', () => [socket.readable, socket.writable, socket.destroyed, socket.encrypted, socket.connecting]);
    attempt('addresses', () => [socket.remoteAddress, socket.localAddress, socket.remoteFamily, typeof socket.remotePort]);
    attempt('in', () => ['remotePort' in socket, 'respond' in socket, 'nothing' in socket]);
    attempt('own', () => { socket.mine = 5; return [socket.mine, req.stream.mine, req.stream.session.socket.mine]; });
    attempt('on', () => socket.on('x', () => {}) === req.stream);
    attempt('server', () => socket.server?.constructor.name);
    attempt('setTimeout', () => socket.setTimeout(5000) === req.stream.session);
    socket.setTimeout(0);
    res.on('close', () => {
      console.log('  closed');
      attempt('res.socket', () => res.socket);
      attempt('req.socket', () => [typeof req.socket, req.socket.destroyed, req.socket.readable, req.socket.writable]);
      attempt('handed out', () => [socket.destroyed, socket.readable, socket.writable, typeof socket.remotePort, typeof socket.write]);
    });
    res.end();
  }),
  'socket.destroy ends the stream': () => serve((req, res) => {
    req.on('aborted', () => console.log('  aborted'));
    req.on('close', () => console.log('  close', req.stream.session?.destroyed));
    req.socket.destroy();
  }),
  'socket.end ends the stream': () => serve((req, res) => {
    res.on('finish', () => console.log('  finish'));
    res.writeHead(200);
    req.socket.end('text');
  }),

  'a timeout': () => serve((req, res) => {
    const order = [];
    req.on('timeout', () => order.push('req'));
    res.on('timeout', () => order.push('res'));
    attempt('setTimeout', () => req.setTimeout(30, () => {
      order.push('callback');
      setImmediate(() => {
        console.log('  ', order.sort().join(' '));
        res.end();
      });
    }) === req);
  }),
  'setTimeout, refused': () => serve((req, res) => {
    attempt('text', () => req.setTimeout('x'));
    attempt('negative', () => req.setTimeout(-1));
    attempt('no function', () => req.setTimeout(10, 5));
    attempt('zero', () => req.setTimeout(0) === req);
    res.end();
  }),

  'destroy': () => serve((req, res) => {
    const order = [];
    for (const event of ['aborted', 'error', 'end', 'close']) req.on(event, (value) => order.push(`req ${event} ${value?.message ?? ''}`));
    for (const event of ['finish', 'close', 'error']) res.on(event, () => order.push(`res ${event}`));
    attempt('destroy', () => req.destroy(new Error('mine')) === req);
    attempt('flags', () => [req.destroyed, req.stream.destroyed]);
    setTimeout(() => {
      console.log('  ', order.join(', '));
      res.end('after');
    }, 20);
  }),
});
