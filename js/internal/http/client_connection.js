'use strict';
// What happens to a request of the client on its connection: the listeners of the socket, the response that the parser
// brings, the way of the socket back to the agent.

const { finished } = require('node:stream');
const { HTTPParser, calculateLenientFlags, freeParser, parsers, prepareError } = require('node:_http_common');
const { defaultTriggerAsyncIdScope, initHooksExist } = require('internal/async_hooks');
const { HTTPClientAsyncResource } = require('internal/http/parser');
const { kNeedDrain, publisher } = require('internal/http');
const { stopPerf } = require('internal/perf/observe');
const AsyncContextFrame = require('internal/async_context_frame');
const { ConnResetException } = require('internal/errors');

// The context that a request was made in, which its response comes in.
const kAsyncContext = Symbol('kAsyncContextFrame');
const kError = Symbol('kError');

const publishError = publisher('http.client.request.error');
const publishFinish = publisher('http.client.response.finish');

function emitErrorEvent(req, error) {
  publishError(() => ({ request: req, error }));
  req.emit('error', error);
}

function emitClose(req) {
  req._closed = true;
  req.emit('close');
}

function statusIsInformational(status) {
  return status >= 100 && status < 200 && status !== 101;
}

// An error of the connection. What follows from it, such as its end, is none of its own.
function fail(req, error) {
  req.socket._hadError = true;
  emitErrorEvent(req, error);
}

function hangUp(req) {
  if (!req.socket._hadError) fail(req, new ConnResetException('socket hang up'));
}

// No more bytes come.
function endParser(parser, req, socket) {
  if (!parser) return;
  parser.finish();
  freeParser(parser, req, socket);
}

// ---- listeners of the socket, which is `this` ----

const listeners = { __proto__: null, error: onError, data: onData, end: onEnd, close: onClose, drain: onDrain };

function listen(socket) {
  for (const event in listeners) socket.on(event, listeners[event]);
}

function unlisten(socket, events) {
  for (const event of events) socket.removeListener(event, listeners[event]);
}

function onClose() {
  const { _httpMessage: req, parser } = this;
  // What is buffered belongs to the response.
  this.read();
  req.destroyed = true;
  const { res } = req;
  if (!res) hangUp(req);
  else if (!res.complete) res.destroy(new ConnResetException('aborted'));
  emitClose(req);
  if (res?.readable && !res.aborted) res.push(null);
  if (req.outputData) req.outputData.length = 0;
  endParser(parser, req, this);
}

function onError(error) {
  const req = this._httpMessage;
  if (req) fail(req, error);
  endParser(this.parser, req, this);
  unlisten(this, ['data', 'end']);
  this.destroy();
}

function onEnd() {
  const { _httpMessage: req, parser } = this;
  if (!req.res) hangUp(req);
  endParser(parser, req, this);
  this.destroy();
}

function onData(data) {
  const { _httpMessage: req, parser } = this;
  const before = AsyncContextFrame.exchange(req[kAsyncContext]);
  const result = parser.execute(data);
  AsyncContextFrame.set(before);
  if (result instanceof Error) {
    prepareError(result, parser, data);
    freeParser(parser, req, this);
    unlisten(this, ['data', 'end']);
    this.destroy();
    fail(req, result);
    return;
  }
  const res = parser.incoming;
  if (res?.upgrade) {
    onUpgrade(req, res, this, data.slice(result, data.length));
  } else if (res?.complete && !statusIsInformational(res.statusCode)) {
    unlisten(this, ['data', 'end', 'drain']);
    freeParser(parser, req, this);
  }
}

// The connection speaks another protocol from here on, and is the program's. `head` came with the response.
function onUpgrade(req, res, socket, head) {
  req.res = res;
  unlisten(socket, ['data', 'end', 'drain']);
  if (req.timeoutCb) socket.removeListener('timeout', req.timeoutCb);
  socket.removeListener('timeout', onResponseTimeout);
  endParser(socket.parser, req, socket);
  const event = req.method === 'CONNECT' ? 'connect' : 'upgrade';
  if (req.listenerCount(event) === 0) {
    socket.destroy();
    return;
  }
  req.upgradeOrConnect = true;
  socket.emit('agentRemove');
  unlisten(socket, ['close', 'error']);
  socket._httpMessage = null;
  socket.readableFlowing = null;
  req.emit(event, res, socket, head);
  req.destroyed = true;
  emitClose(req);
}

function onDrain() {
  const message = this._httpMessage;
  if (message && !message.finished && message[kNeedDrain]) {
    message[kNeedDrain] = false;
    message.emit('drain');
  }
}

function onRequestTimeout() {
  this._httpMessage?.emit('timeout');
}

function onResponseTimeout() {
  this._httpMessage?.res?.emit('timeout');
}

// ---- the response ----

// What the parser does with what follows a head.
const kBodyFollows = 0;
const kNoBody = 1;
const kOtherProtocol = 2;

// A head is complete.
function onIncoming(res, shouldKeepAlive) {
  const { socket } = this;
  const req = socket._httpMessage;
  if (req.res) {
    // A second response to the one request.
    socket.destroy();
    return kBodyFollows;
  }
  if (req.method === 'CONNECT') res.upgrade = true;
  if (!res.upgrade && statusIsInformational(res.statusCode)) {
    tellInformation(req, res);
    return kNoBody;
  }
  req.res = res;
  if (res.upgrade) return kOtherProtocol;
  if (!shouldKeepAlive && !req.upgradeOrConnect) req.shouldKeepAlive = false;
  hearResponse(req, res, socket);
  // Without a listener nobody can read the body.
  if (req.aborted || !req.emit('response', res)) res._dump();
  if (res.statusCode === 304) res.complete = true;
  return req.method === 'HEAD' || res.complete ? kNoBody : kBodyFollows;
}

const informationMembers =
  ['statusCode', 'statusMessage', 'httpVersion', 'httpVersionMajor', 'httpVersionMinor', 'headers', 'rawHeaders'];

// A response before the response.
function tellInformation(req, res) {
  if (res.statusCode === 100) req.emit('continue');
  req.emit('information', Object.fromEntries(informationMembers.map((member) => [member, res[member]])));
}

function hearResponse(req, res, socket) {
  stopPerf(req, () => ({
    res: { statusCode: res.statusCode, statusMessage: res.statusMessage, headers: res.headers },
  }));
  publishFinish(() => ({ request: req, response: res }));
  res.req = req;
  // First of the listeners, so that the socket is in order when the program's come.
  res.on('end', onResponseEnd);
  req.on('finish', onRequestFinish);
  if (req.timeoutCb) socket.on('timeout', onResponseTimeout);
}

function onResponseEnd() {
  const { req } = this;
  const { socket } = req;
  socket?.removeListener('timeout', onResponseTimeout);
  if (req.timeoutCb) socket?.removeListener('timeout', onRequestTimeout);
  req._ended = true;
  if (req.shouldKeepAlive) {
    if (req.writableFinished && !this.aborted) giveBack(req);
  } else if (socket.writable) {
    if (typeof socket.destroySoon === 'function') socket.destroySoon();
    else socket.end();
  }
}

// The connection may have closed before the request was complete, and so has the request.
function onRequestFinish() {
  if (this.shouldKeepAlive && this._ended && !this._closed) giveBack(this);
}

// Request and response are over, and the connection goes on.
function giveBack(req) {
  const { socket } = req;
  if (req.timeoutCb) {
    socket.setTimeout(0, req.timeoutCb);
    req.timeoutCb = null;
  }
  unlisten(socket, ['close', 'error', 'data', 'end']);
  // A second response has begun, for which the connection is closed: nobody else would let go of the parser.
  if (socket.parser) freeParser(socket.parser, req, socket);
  const trigger = initHooksExist() ? socket._handle?.getAsyncId?.() : undefined;
  defaultTriggerAsyncIdScope(trigger, process.nextTick, emitFree, req);
  req.destroyed = true;
  // The end of the response must not be the end of the socket.
  if (req.res) req.res.socket = null;
}

function emitFree(req) {
  emitClose(req);
  req.socket?.emit('free');
}

// ---- the socket arrives ----

function attach(req, socket) {
  const parser = parsers.alloc();
  const flags = calculateLenientFlags(req.insecureHTTPParser, req.httpValidation);
  // Node's own word for it.
  const resource = initHooksExist() ? new HTTPClientAsyncResource('HTTPINCOMINGMESSAGE', req) : undefined;
  parser.initialize(HTTPParser.RESPONSE, resource, req.maxHeaderSize || 0, flags);
  if (typeof req.maxHeadersCount === 'number') parser.maxHeaderPairs = req.maxHeadersCount << 1;
  parser.joinDuplicateHeaders = req.joinDuplicateHeaders;
  parser.onIncoming = onIncoming;
  // Each of the three knows the others.
  parser.socket = socket;
  parser.outgoing = req;
  req.parser = parser;
  req.socket = socket;
  socket._httpMessage = req;
  socket.parser = parser;
  listen(socket);
  if (req.timeout !== undefined || req.agent?.options?.timeout) listenSocketTimeout(req);
  req.emit('socket', socket);
}

function giveUp(req, error) {
  if (!req.aborted && !error) error = new ConnResetException('socket hang up');
  if (error) emitErrorEvent(req, error);
  emitClose(req);
}

// The request gets its socket, or an error instead.
function assignSocket(req, socket, error) {
  if (!req.destroyed && !error) {
    attach(req, socket);
    req._flush();
    return;
  }
  // The tunnel took longer than the request may: its socket does not exist yet.
  if (error?.proxyTunnelTimeout !== undefined) req.emit('timeout');
  req.destroyed = true;
  if (!socket) {
    giveUp(req, error || req[kError]);
  } else if (!error && req.agent && !socket.destroyed) {
    // It was given up meanwhile, and the socket is as good as new: the agent keeps it if it would have kept it after the request.
    socket._httpMessage = req;
    socket.emit('free');
    giveUp(req, req[kError]);
  } else {
    finished(socket.destroy(error || req[kError]), (socketError) => {
      if (socketError?.code === 'ERR_STREAM_PREMATURE_CLOSE') socketError = null;
      giveUp(req, socketError || error);
    });
  }
}

function listenSocketTimeout(req) {
  if (req.timeoutCb) return;
  req.timeoutCb = onRequestTimeout;
  if (req.socket) req.socket.once('timeout', onRequestTimeout);
  else req.on('socket', (socket) => socket.once('timeout', onRequestTimeout));
}

module.exports = { assignSocket, emitErrorEvent, kAsyncContext, kError, listenSocketTimeout };
