'use strict';

// ServerHttp2Stream: a request of a client's, or a stream that is promised to it, to be answered.

const { codes } = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { assertIsObject } = require('internal/http2/session');
const {
  Http2Stream, assertIsOpen, kInfoHeaders, kInit, kProceed, kSentHeaders,
} = require('internal/http2/stream');
const {
  NghttpError, kAuthority, kId, kNative, kProtocol, kSession, kState, kStrictSingleValueFields, kUpdateTimer,
} = require('internal/http2/util');
const {
  byLowerCase, isRequestPseudoHeader, isResponsePseudoHeader, packHeaders, rawToObject, sensitiveHeaders,
} = require('internal/http2/headers');
const { utcDate } = require('internal/http');
const { server: channels } = require('internal/http2/diagnostics');

const binding = internalBinding('http2');

const kReady = 0x1;
const kClosed = 0x2;
const kHeadersSent = 0x4;
const kHeadRequest = 0x8;
const kAborted = 0x10;
const kHasTrailers = 0x20;

// Answers that have no body.
const statusesWithoutBody = new Set([204, 205, 304]);

class ServerHttp2Stream extends Http2Stream {
  constructor(session, id, options, headers) {
    super(session, options);
    this[kInit](id);
    this[kProtocol] = headers[':scheme'];
    this[kAuthority] = headers[':authority'];
  }

  // Whether the client takes promised streams.
  get pushAllowed() {
    const isOver = ({ closed, destroyed }) => closed || destroyed;
    return !isOver(this) && !isOver(this.session) && this[kSession].remoteSettings.enablePush;
  }

  pushStream(headers, options, callback) {
    if (!this.pushAllowed)
      throw new codes.ERR_HTTP2_PUSH_DISABLED();
    if (this[kId] % 2 === 0)
      throw new codes.ERR_HTTP2_NESTED_PUSH();
    const session = this[kSession];
    session[kUpdateTimer]();
    if (typeof options === 'function')
      [options, callback] = [undefined, options];
    validateFunction(callback, 'callback');
    assertIsObject(options, 'options');
    assertIsObject(headers, 'headers');
    headers = this.#completePush(headers);
    const headRequest = headers[':method'] === 'HEAD';
    const endStream = headRequest || Boolean(options?.endStream);
    options = { ...options, endStream };
    const packed = packHeaders(headers, isRequestPseudoHeader, session[kStrictSingleValueFields]);
    const id = binding.pushPromise(session[kNative], this[kId], packed);
    if (id < 0) {
      const error = id === -509 ? new codes.ERR_HTTP2_OUT_OF_STREAMS() : new NghttpError(id);
      process.nextTick(callback, error);
      return;
    }
    const stream = new ServerHttp2Stream(session, id, options, headers);
    stream[kSentHeaders] = headers;
    stream.push(null);
    if (endStream)
      stream.end();
    stream[kState].headRequest = headRequest;
    channels.created(() => ({ stream, headers }));
    channels.start(() => ({ stream, headers }));
    process.nextTick(callback, null, stream, headers, 0);
  }

  // A promise is a request like the one it belongs to, as far as nothing else is said.
  #completePush(headers) {
    const complete = { __proto__: null, ...headers };
    const defaults = { ':method': 'GET', ':authority': this[kAuthority], ':scheme': this[kProtocol], ':path': '/' };
    for (const [name, value] of Object.entries(defaults)) complete[name] ??= value;
    return complete;
  }

  respond(headers, options) {
    assertIsOpen(this);
    if (this.headersSent)
      throw new codes.ERR_HTTP2_HEADERS_SENT();
    assertIsObject(options, 'options');
    const { endStream, sendDate, waitForTrailers } = { ...options };
    this[kUpdateTimer]();
    submitResponse(this, prepareResponse(headers, sendDate), Boolean(endStream), Boolean(waitForTrailers));
  }

  // The file behind a descriptor, which stays open.
  respondWithFD(fd, headers, options) {
    require('internal/http2/file_response').respondWithFD(this, fd, headers, options);
  }

  respondWithFile(path, headers, options) {
    require('internal/http2/file_response').respondWithFile(this, path, headers, options);
  }

  // Headers before those of the response, with a status of 1xx.
  additionalHeaders(headers) {
    assertIsOpen(this);
    if (this.headersSent)
      throw new codes.ERR_HTTP2_HEADERS_AFTER_RESPOND();
    assertIsObject(headers, 'headers');
    headers = { __proto__: null, ...headers };
    if (headers[':status'] != null) {
      const status = headers[':status'] |= 0;
      if (status === 101)
        throw new codes.ERR_HTTP2_STATUS_101();
      if (status < 100 || status >= 200)
        throw new codes.ERR_HTTP2_INVALID_INFO_STATUS(headers[':status']);
    }
    this[kUpdateTimer]();
    const session = this[kSession];
    const packed = packHeaders(headers, isResponsePseudoHeader, session[kStrictSingleValueFields]);
    if (this[kInfoHeaders])
      this[kInfoHeaders].push(headers);
    else
      this[kInfoHeaders] = [headers];
    const result = binding.info(session[kNative], this[kId], packed);
    if (result < 0)
      this.destroy(new NghttpError(result));
  }

  // A write before any headers.
  [kProceed]() {
    this.respond();
  }
}

// What is to be sent, with what a response needs: the list as it was given, and as an object.
function prepareResponse(given, sendDate = true) {
  assertIsObjectOrArray(given, 'headers');
  return Array.isArray(given) ? prepareList(given, sendDate) : prepareObject(given, sendDate);
}

function prepareObject(given, sendDate) {
  const headers = { __proto__: null, ...given };
  const status = headers[':status'] = checkStatus(headers[':status']);
  if (headers.date == null && sendDate)
    headers.date = utcDate();
  return { headers, list: headers, status };
}

function prepareList(given, sendDate) {
  const known = byLowerCase(given);
  const list = [...given];
  list[sensitiveHeaders] = given[sensitiveHeaders];
  const status = checkStatus(known[':status']);
  if (known[':status'] == null)
    list.unshift(':status', status);
  if (known.date == null && sendDate)
    list.push('date', utcDate());
  return { headers: rawToObject(list), list, status };
}

function checkStatus(given) {
  const status = (given | 0) || 200;
  if (status < 200 || status > 599)
    throw new codes.ERR_HTTP2_STATUS_INVALID(status);
  return status;
}

function assertIsObjectOrArray(value, name) {
  if (value !== undefined && (value === null || typeof value !== 'object'))
    throw new codes.ERR_INVALID_ARG_TYPE(name, ['Object', 'Array'], value);
}

function submitResponse(stream, { headers, list, status }, endStream, waitForTrailers) {
  const session = stream[kSession];
  const state = stream[kState];
  const packed = packHeaders(list, isResponsePseudoHeader, session[kStrictSingleValueFields]);
  stream[kSentHeaders] = headers;
  if (waitForTrailers)
    state.hasTrailers = true;
  state.headersSent = true;
  // The stream may have ended without a body before it has a head.
  const isEmpty = state.shutdown && stream.writableLength === 0 && !waitForTrailers;
  if (statusesWithoutBody.has(status) || stream.headRequest || isEmpty)
    endStream = true;
  if (endStream)
    stream.end();
  const result = binding.respond(session[kNative], stream[kId], packed, endStream, waitForTrailers);
  if (result < 0) {
    stream.destroy(new NghttpError(result));
    return;
  }
  channels.finish(() => ({ stream, headers, flags: flagsOf(state) }));
}

// The state of a stream in the bits that its diagnostics have.
function flagsOf({ aborted, closed, hasTrailers, headRequest }) {
  return kReady | kHeadersSent | (closed && kClosed) | (headRequest && kHeadRequest) | (aborted && kAborted) |
    (hasTrailers && kHasTrailers);
}

// A stream that a client has opened.
function acceptStream(session, id, headers, endOfStream) {
  const stream = new ServerHttp2Stream(session, id, {}, headers);
  channels.created(() => ({ stream, headers }));
  channels.start(() => ({ stream, headers }));
  if (endOfStream)
    stream[kState].endAfterHeaders = true;
  if (headers[':method'] === 'HEAD') {
    stream.end();
    stream[kState].headRequest = true;
  }
  return stream;
}

module.exports = { acceptStream, prepareResponse, submitResponse };
