'use strict';

// How messages travel on the channel between parent and child: a line of JSON
// each, or with `serialization: 'advanced'` the structured clone format behind
// its length (32 bits, big-endian). Both as Node has them, so that either side
// may be a Node process.

const kHeaderSize = 4;
const kCommonVersion = 15;
const kArrayBufferViewTag = 0;
const kPlainObjectTag = 1;

// ---- JSON -------------------------------------------------------------------

class JSONCodec {
  #decoder = undefined;
  #rest = '';

  encode(message) {
    return Buffer.from(`${JSON.stringify(message)}\n`);
  }

  // The messages that are complete with this chunk.
  decode(chunk) {
    const { StringDecoder } = require('node:string_decoder');
    this.#decoder ??= new StringDecoder('utf8');
    const lines = this.#decoder.write(chunk).split('\n');
    if (lines.length === 1) {
      this.#rest += lines[0];
      return [];
    }
    lines[0] = this.#rest + lines[0];
    this.#rest = lines.pop();
    return lines.map((line) => JSON.parse(line));
  }

  get hasPartialMessage() {
    return this.#rest !== '';
  }
}

// ---- structured clones ------------------------------------------------------

let classes;

// Subclasses of v8's serializers; v8 is loaded when somebody uses them.
function serializers() {
  if (classes !== undefined)
    return classes;
  const v8 = require('node:v8');

  class ChildProcessSerializer extends v8.DefaultSerializer {
    _writeHostObject(object) {
      if (ArrayBuffer.isView(object)) {
        this.writeUint32(kArrayBufferViewTag);
        return super._writeHostObject(object);
      }
      this.writeUint32(kPlainObjectTag);
      this.writeValue({ ...object });
    }
  }

  class ChildProcessDeserializer extends v8.DefaultDeserializer {
    _readHostObject() {
      const tag = this.readUint32();
      if (tag === kArrayBufferViewTag)
        return super._readHostObject();
      return this.readValue();
    }
  }

  return classes = { ChildProcessSerializer, ChildProcessDeserializer };
}

class AdvancedCodec {
  #pending = [];
  #size = 0;

  encode(message) {
    const serializer = new (serializers().ChildProcessSerializer)();
    serializer.writeHeader();
    serializer.writeValue(message);
    const body = serializer.releaseBuffer();
    // The engine of Node 26 refuses what a newer one writes by its version alone;
    // the tags that messages consist of are the same.
    if (body[1] > kCommonVersion)
      body[1] = kCommonVersion;
    const header = Buffer.allocUnsafe(kHeaderSize);
    header.writeUInt32BE(body.length);
    return Buffer.concat([header, body]);
  }

  decode(chunk) {
    this.#pending.push(chunk);
    this.#size += chunk.length;
    if (this.#size < kHeaderSize)
      return [];
    // Chunks are joined only when a whole message is there.
    let bytes = this.#pending[0];
    if (bytes.length < kHeaderSize) {
      bytes = Buffer.concat(this.#pending);
      this.#pending = [bytes];
    }
    if (this.#size < kHeaderSize + bytes.readUInt32BE(0))
      return [];
    bytes = this.#pending.length === 1 ? bytes : Buffer.concat(this.#pending);

    const messages = [];
    let offset = 0;
    while (bytes.length - offset >= kHeaderSize) {
      const end = offset + kHeaderSize + bytes.readUInt32BE(offset);
      if (end > bytes.length)
        break;
      const deserializer =
        new (serializers().ChildProcessDeserializer)(bytes.subarray(offset + kHeaderSize, end));
      deserializer.readHeader();
      messages.push(deserializer.readValue());
      offset = end;
    }
    const rest = bytes.subarray(offset);
    this.#pending = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
    return messages;
  }

  get hasPartialMessage() {
    return this.#size > 0;
  }
}

function createCodec(serialization) {
  return serialization === 'advanced' ? new AdvancedCodec() : new JSONCodec();
}

module.exports = { createCodec };
