'use strict';
// What happens to a request of the client on its connection: the listeners of the socket, the response that the parser
// brings, the way of the socket back to the agent.

const { finished } = require('node:stream');
const { HTTPParser, calculateLenientFlags, freeParser, parsers, prepareError } = require('node:_http_common');
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

// ---- listeners of the socket, which is `this` ----

function onClose() {
  const req = this._httpMessage;
  const { parser } = this;
  // What is buffered belongs to the response.
  this.read();
  req.destroyed = true;
  const { res } = req;
  if (res) {
    if (!res.complete) res.destroy(new ConnResetException('aborted'));
    emitClose(req);
    if (!res.aborted && res.readable) res.push(null);
  } else {
    if (!req.socket._hadError) {
      req.socket._hadError = true;
      emitErrorEvent(req, new ConnResetException('socket hang up'));
    }
    emitClose(req);
  }
  if (req.outputData) req.outputData.length = 0;
  if (parser) {
    parser.finish();
    freeParser(parser, req, this);
  }
}

function onError(error) {
  const req = this._httpMessage;
  if (req) {
    req.socket._hadError = true;
    emitErrorEvent(req, error);
  }
  const { parser } = this;
  if (parser) {
    parser.finish();
    freeParser(parser, req, this);
  }
  this.removeListener('data', onData);
  this.removeListener('end', onEnd);
  this.destroy();
}

function onEnd() {
  const req = this._httpMessage;
  const { parser } = this;
  if (!req.res && !req.socket._hadError) {
    req.socket._hadError = true;
    emitErrorEvent(req, new ConnResetException('socket hang up'));
  }
  if (parser) {
    parser.finish();
    freeParser(parser, req, this);
  }
  this.destroy();
}

function onData(data) {
  const req = this._httpMessage;
  const { parser } = this;
  const before = AsyncContextFrame.exchange(req[kAsyncContext]);
  const result = parser.execute(data);
  AsyncContextFrame.set(before);
  if (result instanceof Error) {
    prepareError(result, parser, data);
    freeParser(parser, req, this);
    this.removeListener('data', onData);
    this.removeListener('end', onEnd);
    req.socket._hadError = true;
    this.destroy();
    emitErrorEvent(req, result);
    return;
  }
  const res = parser.incoming;
  if (res?.upgrade) {
    onUpgrade(req, res, this, data, result);
  } else if (res?.complete && !statusIsInformational(res.statusCode)) {
    this.removeListener('data', onData);
    this.removeListener('end', onEnd);
    this.removeListener('drain', onDrain);
    freeParser(parser, req, this);
  }
}

function onUpgrade(req, res, socket, data, position) {
  req.res = res;
  socket.removeListener('data', onData);
  socket.removeListener('end', onEnd);
  socket.removeListener('drain', onDrain);
  if (req.timeoutCb) socket.removeListener('timeout', req.timeoutCb);
  socket.removeListener('timeout', onResponseTimeout);
  socket.parser.finish();
  freeParser(socket.parser, req, socket);
  const head = data.slice(position, data.length);
  const event = req.method === 'CONNECT' ? 'connect' : 'upgrade';
  if (req.listenerCount(event) === 0) {
    socket.destroy();
    return;
  }
  req.upgradeOrConnect = true;
  socket.emit('agentRemove');
  socket.removeListener('close', onClose);
  socket.removeListener('error', onError);
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

// A head is complete. The answer is what the parser does with the rest: 0 a body as the head says, 1 none, 2 another
// protocol.
function onIncoming(res, shouldKeepAlive) {
  const { socket } = this;
  const req = socket._httpMessage;
  if (req.res) {
    // A second response to the one request.
    socket.destroy();
    return 0;
  }
  req.res = res;
  if (res.upgrade) return 2;
  if (req.method === 'CONNECT') {
    res.upgrade = true;
    return 2;
  }
  if (statusIsInformational(res.statusCode)) {
    req.res = null;
    if (res.statusCode === 100) req.emit('continue');
    req.emit('information', {
      statusCode: res.statusCode,
      statusMessage: res.statusMessage,
      httpVersion: res.httpVersion,
      httpVersionMajor: res.httpVersionMajor,
      httpVersionMinor: res.httpVersionMinor,
      headers: res.headers,
      rawHeaders: res.rawHeaders,
    });
    return 1;
  }
  if (req.shouldKeepAlive && !shouldKeepAlive && !req.upgradeOrConnect) req.shouldKeepAlive = false;
  stopPerf(req, () => ({
    res: { statusCode: res.statusCode, statusMessage: res.statusMessage, headers: res.headers },
  }));
  publishFinish(() => ({ request: req, response: res }));
  res.req = req;
  // First of the listeners, so that the socket is in order when the program's come.
  res.on('end', onResponseEnd);
  req.on('finish', onRequestFinish);
  if (req.timeoutCb) socket.on('timeout', onResponseTimeout);

  // Without a listener nobody can read the body.
  if (req.aborted || !req.emit('response', res)) res._dump();
  if (req.method === 'HEAD') return 1;
  if (res.statusCode === 304) {
    res.complete = true;
    return 1;
  }
  return 0;
}

function onResponseEnd() {
  const { req } = this;
  const { socket } = req;
  if (socket) {
    if (req.timeoutCb) socket.removeListener('timeout', onRequestTimeout);
    socket.removeListener('timeout', onResponseTimeout);
  }
  req._ended = true;
  if (!req.shouldKeepAlive) {
    if (socket.writable) {
      if (typeof socket.destroySoon === 'function') socket.destroySoon();
      else socket.end();
    }
  } else if (req.writableFinished && !this.aborted) {
    giveBack(req);
  }
}

function onRequestFinish() {
  if (this.shouldKeepAlive && this._ended) giveBack(this);
}

// Request and response are over, and the connection goes on.
function giveBack(req) {
  const { socket } = req;
  if (req.timeoutCb) {
    socket.setTimeout(0, req.timeoutCb);
    req.timeoutCb = null;
  }
  socket.removeListener('close', onClose);
  socket.removeListener('error', onError);
  socket.removeListener('data', onData);
  socket.removeListener('end', onEnd);
  process.nextTick(emitFree, req);
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
  req.socket = socket;
  parser.initialize(
    HTTPParser.RESPONSE, req, req.maxHeaderSize || 0, calculateLenientFlags(req.insecureHTTPParser, req.httpValidation));
  parser.socket = socket;
  parser.outgoing = req;
  if (typeof req.maxHeadersCount === 'number') parser.maxHeaderPairs = req.maxHeadersCount << 1;
  parser.joinDuplicateHeaders = req.joinDuplicateHeaders;
  parser.onIncoming = onIncoming;
  req.parser = parser;
  socket.parser = parser;
  socket._httpMessage = req;
  socket.on('error', onError);
  socket.on('data', onData);
  socket.on('end', onEnd);
  socket.on('close', onClose);
  socket.on('drain', onDrain);
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
