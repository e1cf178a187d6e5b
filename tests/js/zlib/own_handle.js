// A stream's `_handle` is the native part with the methods that Node.js gives it. Packages call its writeSync() past the stream, or
// make one of their own with its constructor and init(), whose state array says what is left of both buffers.
'use strict';
const zlib = require('node:zlib');

const { constants } = zlib;
const Handle = zlib.createInflate()._handle.constructor;
const text = Buffer.from('hello hello hello hello');
const packed = zlib.deflateSync(text);
const output = Buffer.alloc(100);
const state = new Uint32Array(2);

function make(mode, done) {
  const handle = new Handle(mode);
  handle.onerror = function onerror(...args) { console.log('onerror', this === handle, args, [...state]); };
  console.log('init', handle.init(15, -1, 8, 0, state, done, undefined));
  return handle;
}

console.log(Handle.name, zlib.createBrotliCompress()._handle.constructor.name);

const inflate = make(constants.INFLATE, () => console.log('not reached'));
console.log(inflate.writeSync(constants.Z_SYNC_FLUSH, packed, 0, packed.length, output, 10, 90), [...state],
            output.toString('latin1', 10, 10 + text.length));
console.log(inflate.reset());
console.log(inflate.writeSync(constants.Z_SYNC_FLUSH, Buffer.from('garbage'), 0, 7, output, 0, 100));
console.log(inflate.close(), inflate.close());

const deflate = make(constants.DEFLATE, function done(...args) {
  console.log('done', this === deflate, args, zlib.inflateSync(output.subarray(0, 100 - state[0])).equals(text));
  const failing = make(constants.INFLATE, () => console.log('not reached'));
  const { onerror } = failing;
  failing.onerror = function(...args) {
    onerror.apply(this, args);
    closeInTheMiddle();
  };
  failing.write(constants.Z_SYNC_FLUSH, Buffer.from('garbage'), 0, 7, output, 0, 100);
});
console.log(deflate.params(3, constants.Z_DEFAULT_STRATEGY));
console.log(deflate.write(constants.Z_FINISH, text, 0, text.length, output, 0, 100));

// Closed in the middle of a write: it comes to its end.
const closing = make(constants.DEFLATE, () => console.log('done after close()'));
process.on('exit', () => console.log('exit'));
function closeInTheMiddle() {
  closing.write(constants.Z_FINISH, Buffer.alloc(1000), 0, 1000, output, 0, 100);
  closing.close();
}

// A stream says what its handle says.
const stream = zlib.createGunzip();
stream.on('error', (error) => console.log('error', error.code, error.errno, error.message));
try {
  stream._processChunk(Buffer.from('garbage'), constants.Z_FINISH);
} catch (error) {
  console.log(error.code, stream._handle, stream.destroyed);
}
for (const params of [{ [-1]: 1 }, { 1.5: 1 }, { x: 1 }, { 99999: 1 }, { 1: 'x' }, { 1: 5, '01': 5 }]) {
  try {
    zlib.createBrotliCompress({ params });
    console.log('ok');
  } catch (error) {
    console.log(error.code, error.message);
  }
}
