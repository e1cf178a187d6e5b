// differs-from-node: Node ends with a TypeError of its own in the write
// An 'init' hook that is told of a write ends the session of that write, to the last: what had been written before is let go by the
// stream below. The session was once used after that (only valgrind saw it).
'use strict';

const { createHook } = require('node:async_hooks');
const { once } = require('node:events');
const http2 = require('node:http2');
const { Duplex } = require('node:stream');

class Half extends Duplex {
  _read() {}
  _write(chunk, encoding, callback) {
    this.other.push(chunk);
    if (this.holds) this.held = callback;
    else setImmediate(callback);
  }
  _final(callback) { callback(); }
}

(async () => {
  const [near, far] = [new Half(), new Half()];
  near.other = far;
  far.other = near;
  const server = http2.createServer();
  server.on('sessionError', () => {});
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    stream.respond({ ':status': 200 });
    stream.resume();
  });
  server.emit('connection', far);
  const session = http2.connect('http://name.test', { createConnection: () => near });
  session.on('error', () => {});
  const open = async (path) => {
    const stream = session.request({ ':method': 'POST', ':path': path }, { endStream: false });
    stream.on('error', () => {});
    await once(stream, 'response');
    return stream;
  };
  const [first, second] = [await open('/1'), await open('/2')];
  await new Promise((resolve) => setTimeout(resolve, 50));

  near.holds = true;
  first.write('first');
  while (near.held === undefined) await new Promise(setImmediate);
  let armed = true;
  const hook = createHook({
    init(id, type) {
      if (type !== 'WRITEWRAP' || !armed) return;
      armed = false;
      near.destroy();
      session.destroy();
      near.held();
    },
  }).enable();
  second.write('second');
  hook.disable();
  console.log(session.destroyed, second.destroyed, near.destroyed);
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.on('exit', (code) => console.log('exit', code));
})();
