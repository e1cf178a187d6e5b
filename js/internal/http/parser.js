'use strict';
// HTTPParser: the parser of src/builtins/http_parser with the shape that Node's has for JavaScript. Callbacks are the
// properties with the numbers kOnMessageBegin to kOnTimeout. They run between two steps of the parser, which therefore
// may be freed, or may be given more input, by any of them.

const { emitAfter, emitBefore, emitDestroy, emitInit, getDefaultTriggerAsyncId, initHooksExist, newAsyncId, pop } =
  require('internal/async_hooks');
const { FastBuffer } = require('internal/buffer');
const { Members, removeMember } = require('internal/members');
const { runNextTicks, runScheduledTicks } = require('internal/process/task_queues');

const binding = internalBinding('http_parser');

const kNeedData = 0;
const kHead = 1;
const kBody = 2;
const kMessageComplete = 3;
const kUpgraded = 4;
const kWholeRequest = 6;

const kOnHeaders = 1;
const kOnHeadersComplete = 2;
const kOnBody = 3;
const kOnMessageComplete = 4;

let details;

// What async_hooks see of the parser of a server's connection, and of a client's request.
class HTTPServerAsyncResource {
  constructor(type, socket) {
    this.type = type;
    this.socket = socket;
  }
}

class HTTPClientAsyncResource {
  constructor(type, req) {
    this.type = type;
    this.req = req;
  }
}

// The fields of a head or trailer as the parser hands them over: one string, taken apart when somebody asks.
function splitFields(text) {
  return text === '' ? [] : text.split('\n');
}

function joinFields(list) {
  return list === undefined ? '' : list.join('\n');
}

// Callbacks for fields that take the string. Those of programs (msw has parsers of its own) get the list, as in Node.js.
const kTakesText = Symbol('kTakesText');

function fieldsFor(callback, text) {
  return callback[kTakesText] === true ? text : splitFields(text);
}

// --max-http-header-size
function getMaxHeaderSize() {
  return Number(require('internal/options').getOptionValue('--max-http-header-size')) || 16 * 1024;
}

class HTTPParser {
  #native = null;
  #input = null;
  #type = 0;
  // Of a whole request: its head is being told, its end is still to be told.
  #isAtHead = false;

  // Its resource, if hooks were there when it was made: every callback of it is called as a part of that.
  #asyncId = 0;
  #triggerAsyncId = 0;
  #resource = undefined;
  // The resource is entered.
  #isInside = false;

  // `resource` is what hooks are told of. `connections` is the server's list of connections, in which the parser stays until it is
  // removed; `maxFields` is how many fields a head or trailer may have, 0 for any number.
  initialize(type, resource, maxHeaderSize = 0, lenientFlags = 0, connections = undefined, maxFields = 0) {
    details ??= binding.details;
    this.#type = type;
    if (initHooksExist()) this.#open(resource);
    const limit = maxHeaderSize > 0 ? maxHeaderSize : getMaxHeaderSize();
    this.#native = binding.create(type, lenientFlags, limit, connections !== undefined, maxFields);
    this.#entry = connections?.add(this);
  }

  #open(resource) {
    this.#forget();
    this.#asyncId = newAsyncId();
    this.#triggerAsyncId = getDefaultTriggerAsyncId();
    this.#resource = resource;
    const type = this.#type === HTTPParser.REQUEST ? 'HTTPINCOMINGMESSAGE' : 'HTTPCLIENTREQUEST';
    emitInit(this.#asyncId, type, this.#triggerAsyncId, resource);
  }

  #forget() {
    if (this.#asyncId === 0) return;
    emitDestroy(this.#asyncId);
    this.#asyncId = 0;
    this.#resource = undefined;
  }

  // The answer is for #leave: the callback may free the parser. What throws is left where it is when nobody but the loop has called.
  #enter() {
    const asyncId = this.#asyncId;
    if (asyncId !== 0) {
      this.#isInside = true;
      emitBefore(asyncId, this.#triggerAsyncId, this.#resource);
    }
    return asyncId;
  }

  #leave(asyncId) {
    if (asyncId === 0) return;
    this.#isInside = false;
    emitAfter(asyncId);
  }

  // Its place on the server's list.
  #entry = undefined;

  // From now on the parser gets what the stream with this number reads. `onInput(result)` comes for each piece, with what
  // execute() answers; at the end `onEnd(error)`, with 0 or a negative errno.
  consume(stream, onInput, onEnd) {
    return binding.consume(this.#native, stream, (event, target, fields) => {
      this.#input = undefined;
      const result = this.#run(this.#native, event, target, fields);
      const asyncId = this.#enter();
      onInput(result);
      this.#leave(asyncId);
      runScheduledTicks();
    }, onEnd) === true;
  }

  // The number of bytes that are parsed: all of them, unless another protocol follows. An Error, not thrown, for input
  // that is refused.
  execute(input) {
    this.#input = input;
    const event = binding.execute(this.#native, input, 0);
    if (this.#asyncId === 0) return this.#run(this.#native, event, undefined, undefined);
    try {
      return this.#run(this.#native, event, undefined, undefined);
    } catch (error) {
      if (this.#isInside) pop();
      this.#isInside = false;
      throw error;
    }
  }

  // Goes from event to event. A head has its strings with it when it is the first event of what a consumed stream has brought.
  #run(native, event, target, fields) {
    for (;;) {
      const position = details[0];
      switch (event) {
        case kNeedData:
        case kUpgraded:
          return position;
        case kHead: {
          const skip = this.#onHead(native, target ?? binding.target(native), fields ?? binding.headers(native));
          if (skip) binding.skipBody(native, skip);
          target = fields = undefined;
          break;
        }
        case kWholeRequest:
          this.#isAtHead = true;
          this.#onHead(native, target, fields);
          if (this.#native !== native) return position;
          this.#isAtHead = false;
          this.#onComplete(native, false);
          return position;
        case kBody:
          this.#onBody(native, this.#slice(native, details[1], position));
          // As in Node.js: what the program has put off comes after each piece that no JavaScript has handed over.
          if (this.#input === undefined) runNextTicks();
          break;
        case kMessageComplete: {
          const isAll = details[2] !== 0;
          this.#onComplete(native, details[1] !== 0);
          if (isAll) return position;
          break;
        }
        default:
          return this.#error(native, position);
      }
      if (this.#native !== native) return position;
      event = binding.execute(native, this.#input, position);
    }
  }

  #onHead(native, target, fields) {
    const callback = this[kOnHeadersComplete];
    if (callback === undefined) return 0;
    const bits = details[7];
    const isRequest = this.#type === HTTPParser.REQUEST;
    this.hasHost = (bits & 4) !== 0;
    this.hasExpect = (bits & 8) !== 0;
    let threw = true;
    const asyncId = this.#enter();
    try {
      const skip = this[kOnHeadersComplete](
        details[3], details[4], fieldsFor(callback, fields),
        isRequest ? details[5] : undefined, isRequest ? target : undefined,
        isRequest ? undefined : details[6], isRequest ? undefined : target,
        (bits & 1) !== 0, (bits & 2) !== 0);
      threw = false;
      this.#leave(asyncId);
      return skip;
    } finally {
      // As in Node.js: a program that survives this has a parser that refuses what comes next.
      if (threw) binding.fail(native, kHead);
    }
  }

  #onBody(native, bytes) {
    let threw = true;
    const asyncId = this.#enter();
    try {
      this[kOnBody]?.(bytes);
      threw = false;
      this.#leave(asyncId);
    } finally {
      if (threw) binding.fail(native, kBody);
    }
  }

  #slice(native, start, end) {
    if (this.#input !== undefined) return this.#input.subarray(start, end);
    return new FastBuffer(binding.copyInput(native, start, end));
  }

  #onComplete(native, hasTrailer) {
    const onHeaders = this[kOnHeaders];
    const asyncId = this.#enter();
    if (hasTrailer && onHeaders !== undefined) {
      const target = this.#type === HTTPParser.REQUEST ? binding.target(native) : '';
      this[kOnHeaders](fieldsFor(onHeaders, binding.headers(native)), target);
    }
    if (this.#native === native) this[kOnMessageComplete]?.();
    this.#leave(asyncId);
  }

  #error(native, position) {
    const [code, reason] = binding.error(native).split('\n');
    const error = new Error('Parse Error');
    error.bytesParsed = position;
    error.code = code;
    error.reason = reason;
    return error;
  }

  // The connection has ended. An Error, not thrown, when that cuts a message off.
  finish() {
    const native = this.#native;
    switch (binding.finish(native)) {
      case kNeedData:
        return undefined;
      case kMessageComplete:
        this.#onComplete(native, false);
        return undefined;
      default:
        return this.#error(native, 0);
    }
  }

  // The input that is being parsed, or was last.
  getCurrentBuffer() {
    if (this.#input !== undefined || this.#native === null) return this.#input;
    return this.#slice(this.#native, 0, 0xffffffff);
  }

  // Milliseconds since the message began that is being read, negative when its head is complete; undefined between messages.
  get messageStart() {
    return this.#native === null ? undefined : binding.messageStart(this.#native, this.#isAtHead);
  }

  get isIdle() {
    return this.#native === null || binding.isIdle(this.#native, this.#isAtHead);
  }

  // Takes the parser off the server's list.
  remove() {
    if (this.#entry === undefined) return;
    removeMember(this.#entry);
    this.#entry = undefined;
  }

  // A program may have a free() of its own that calls close().
  free() {
    HTTPParser.prototype.close.call(this);
  }

  close() {
    this.remove();
    this.#forget();
    this.#native = null;
    this.#isAtHead = false;
    this.#input = null;
  }
}

Object.assign(HTTPParser, {
  REQUEST: 1,
  RESPONSE: 2,
  kOnMessageBegin: 0,
  kOnHeaders,
  kOnHeadersComplete,
  kOnBody,
  kOnMessageComplete,
  kOnExecute: 5,
  kOnTimeout: 6,
  kLenientNone: 0,
  kLenientHeaders: 1,
  kLenientChunkedLength: 2,
  kLenientKeepAlive: 4,
  kLenientTransferEncoding: 8,
  kLenientVersion: 16,
  kLenientDataAfterClose: 32,
  kLenientOptionalLFAfterCR: 64,
  kLenientOptionalCRLFAfterChunk: 128,
  kLenientOptionalCRBeforeLF: 256,
  kLenientSpacesAfterChunkSize: 512,
  kLenientHeaderValueRelaxed: 1024,
  kLenientAll: 1023,
});

// All connections of a server, to be closed or timed out.
class ConnectionsList {
  #parsers = new Members();

  // The answer is its entry.
  add(parser) {
    return this.#parsers.add(parser);
  }

  all() {
    return [...this.#parsers];
  }

  // Those that wait for a request.
  idle() {
    return this.all().filter((parser) => parser.isIdle);
  }

  active() {
    return this.all().filter((parser) => !parser.isIdle);
  }

  // Those whose head or whose request takes longer than it may, in milliseconds. They are told once.
  expired(headersTimeout, requestTimeout) {
    if (headersTimeout === 0 && requestTimeout === 0) return [];
    // The head has at most the time that the request has.
    const headTime = requestTimeout > 0 && (headersTimeout === 0 || headersTimeout > requestTimeout) ?
      requestTimeout : headersTimeout;
    const expired = this.all().filter((parser) => {
      const age = parser.messageStart;
      if (age === undefined) return false;
      return (age > 0 && headTime > 0 && age - 1 >= headTime) ||
        (requestTimeout > 0 && Math.abs(age) - 1 >= requestTimeout);
    });
    for (const parser of expired) parser.remove();
    return expired;
  }
}

module.exports = {
  ConnectionsList, getMaxHeaderSize, HTTPClientAsyncResource, HTTPParser, HTTPServerAsyncResource, joinFields, kTakesText, splitFields,
};
