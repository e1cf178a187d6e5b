'use strict';

// The structured clone format, whole values and step by step. The version in the header is the engine's own.

const v8 = require('v8');

function attempt(text) {
  try {
    console.log(text, '=>', (0, eval)(text));
  } catch (error) {
    console.log(text, '!!', error.name, error.code, error.message);
  }
}
globalThis.v8 = v8;
globalThis.copy = (value) => v8.deserialize(v8.serialize(value));
globalThis.hex = (buffer) => `ff..${buffer.toString('hex').slice(4)}`;

for (const text of `
hex(v8.serialize({ a: 1, b: [1, 2], c: new Map([[1, 2]]), d: new Date(0), e: /x/g, f: 10n }))
hex(v8.serialize(Buffer.from('abc')))
hex(v8.serialize(new Float64Array([1])))
copy({ a: [1, , 3], s: new Set([{}]), u: undefined, n: null, neg: -0, nan: NaN, long: 'x'.repeat(3), wide: '\\u4e00' })
copy([new Int8Array([1]), new Uint8ClampedArray([2]), new Uint16Array([3]), new BigInt64Array([4n])])
copy(new DataView(new ArrayBuffer(2), 1)).byteLength
copy(Buffer.from('abc'))
copy(new ArrayBuffer(3))
copy(Object.assign(new RangeError('r'), { code: 1 })).message
copy(new (class A { constructor() { this.x = 1; } })())
(() => { const o = {}; o.self = o; const c = copy(o); return c.self === c; })()
v8.serialize(() => {})
v8.serialize(Symbol('s'))
v8.serialize(new WeakMap())
v8.serialize(new SharedArrayBuffer(4))
v8.deserialize(1)
v8.deserialize(Buffer.from('00', 'hex'))
v8.deserialize(v8.serialize(1).subarray(0, 2))
v8.Serializer()
new v8.Deserializer()
new v8.Deserializer(1)
new v8.Deserializer(Buffer.alloc(3)).readHeader()
`.trim().split('\n')) attempt(text);

const serializer = new v8.Serializer();
serializer.writeHeader();
serializer.writeUint32(7);
serializer.writeUint64(1, 2);
serializer.writeDouble(1.5);
serializer.writeRawBytes(Buffer.from('abc'));
serializer.writeValue({ a: 1 });
const bytes = serializer.releaseBuffer();
console.log(bytes instanceof Buffer, globalThis.hex(bytes));
const deserializer = new v8.Deserializer(bytes);
console.log(deserializer.readHeader(), deserializer.readUint32(), deserializer.readUint64(), deserializer.readDouble(),
            deserializer.readRawBytes(3), deserializer.readValue(), deserializer.buffer === bytes);
for (const method of ['readUint32', 'readUint64', 'readDouble', 'readRawBytes']) {
  try {
    deserializer[method](10);
  } catch (error) {
    console.log(method, error.name, error.message);
  }
}
try {
  serializer.writeRawBytes(1);
} catch (error) {
  console.log(error.name, error.code, error.message);
}

// Host objects and errors through overridden methods.
class Host extends v8.DefaultSerializer {
  _writeHostObject(object) {
    this.writeUint32(200);
    this.writeValue({ wrapped: object.byteLength });
  }
  _getDataCloneError = class extends Error {
    constructor(message) { super(`mine: ${message}`); }
  };
}
class Guest extends v8.DefaultDeserializer {
  _readHostObject() {
    console.log('tag', this.readUint32());
    return this.readValue();
  }
}
const host = new Host();
host.writeHeader();
host.writeValue([new Uint8Array(5), { again: new Uint8Array(6) }]);
const guest = new Guest(host.releaseBuffer());
guest.readHeader();
console.log(guest.readValue());
try {
  new Host().writeValue(() => {});
} catch (error) {
  console.log(error.message);
}
const transfer = new v8.Serializer();
const buffer = new ArrayBuffer(4);
transfer.transferArrayBuffer(0, buffer);
transfer.writeHeader();
transfer.writeValue({ buffer });
const receiver = new v8.Deserializer(transfer.releaseBuffer());
receiver.transferArrayBuffer(0, buffer);
receiver.readHeader();
console.log(receiver.readValue().buffer === buffer);

// Methods for serializers, called with what V8 keeps fields of its own in. (The first serializer once took the calls.)
{
  const first = new v8.Serializer();
  for (const receiver of [new ArrayBuffer(8), new Uint8Array(4), Promise.resolve(), {}, 5]) {
    for (const call of [() => v8.Serializer.prototype.writeHeader.call(receiver), () => v8.Deserializer.prototype.readHeader.call(receiver)]) {
      try {
        console.log(call());
      } catch (error) {
        console.log(error.name, error.message);
      }
    }
  }
  console.log(first.releaseBuffer().length);
}
