'use strict';

// compose(): a chain of streams and functions as one Duplex, which writes to
// the first and reads from the last.

const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS },
} = require('internal/errors');
const { pipeline } = require('internal/streams/pipeline');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const { Front } = require('internal/streams/halves');
const Duplex = require('internal/streams/duplex');
const utils = require('internal/streams/utils');

function canRead(stream) {
  return !!(utils.isReadable(stream) || utils.isReadableStream(stream) ||
    utils.isTransformStream(stream));
}

function canWrite(stream) {
  return !!(utils.isWritable(stream) || utils.isWritableStream(stream) ||
    utils.isTransformStream(stream));
}

const readableSide = (stream) =>
  (utils.isTransformStream(stream) ? stream.readable : stream);
const writableSide = (stream) =>
  (utils.isTransformStream(stream) ? stream.writable : stream);

// `given` is what the user named.
function checkStreams(streams, given) {
  streams.forEach((stream, index) => {
    if (!utils.isNodeStream(stream) && !utils.isWebStream(stream)) return;
    const missing =
      (index < streams.length - 1 && !canRead(stream) && 'readable') ||
      (index > 0 && !canWrite(stream) && 'writable');
    if (missing) {
      throw new ERR_INVALID_ARG_VALUE(
        `streams[${index}]`, given[index], `must be ${missing}`);
    }
  });
}

module.exports = function compose(...given) {
  if (given.length === 0) throw new ERR_MISSING_ARGS('streams');
  if (given.length === 1) return Duplex.from(given[0]);

  const streams = given.map((stream, index) => {
    const isEnd = index === 0 || index === given.length - 1;
    return isEnd && typeof stream === 'function' ? Duplex.from(stream) : stream;
  });
  checkStreams(streams, given);

  const [head] = streams;
  const tail = pipeline(streams, (error) => {
    front.finished(error);
    // Nobody reads it or ends it.
    if (!error && !readable && !writable) duplex.destroy();
  });
  const readable = canRead(tail);
  const writable = canWrite(head);
  const duplex = new Duplex({
    readableObjectMode: !!tail?.readableObjectMode,
    writableObjectMode: !!head?.writableObjectMode,
    readable,
    writable,
  });
  const front = new Front(duplex);

  if (writable) {
    if (utils.isNodeStream(head)) front.writeTo(head);
    else writeToWeb(front, head);
    // The chain has finished when its end has.
    eos(readableSide(tail), () => front.happen('finish'));
  }
  if (readable) {
    if (utils.isNodeStream(tail)) readFrom(duplex, tail);
    else readFromWeb(duplex, tail);
  }
  front.destroyInner((error) => {
    if (utils.isNodeStream(tail)) destroyer(tail, error);
  });
  return duplex;
};

function readFrom(duplex, tail) {
  tail.on('data', (chunk) => {
    if (!duplex.push(chunk)) tail.pause();
  });
  tail.on('end', () => duplex.push(null));
  duplex._read = () => tail.resume();
}

function readFromWeb(duplex, tail) {
  const reader = readableSide(tail).getReader();
  duplex._read = async () => {
    try {
      let result;
      do {
        result = await reader.read();
      } while (duplex.push(result.done ? null : result.value));
    } catch {
      // The pipeline reports it.
    }
  };
}

function writeToWeb(front, head) {
  const writer = writableSide(head).getWriter();
  // Started when the writer is ready. That it failed shows there.
  async function start(action, callback) {
    try {
      await writer.ready;
      action().catch(() => {});
    } catch (error) {
      callback(error);
      return false;
    }
    return true;
  }
  const { duplex } = front;
  duplex._write = async (chunk, encoding, callback) => {
    if (await start(() => writer.write(chunk), callback)) callback();
  };
  duplex._final = async (callback) => {
    if (await start(() => writer.close(), callback)) {
      front.wait('finish', callback);
    }
  };
}
