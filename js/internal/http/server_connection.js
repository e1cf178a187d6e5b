'use strict';
// One connection of an HTTP server: its parser, the requests that it has brought, the responses that wait for their turn.

const {
  HTTPParser, calculateLenientFlags, continueExpression, freeParser, parsers, prepareError,
} = require('node:_http_common');
const { HTTPServerAsyncResource } = require('internal/http/parser');
const { hasEnded, isUnread, kDetachAbortSignal } = require('node:_http_incoming');
const { kUniqueHeaders } = require('node:_http_outgoing');
const { channel } = require('node:diagnostics_channel');
const { emitClose, kConnection, kOnFinish } = require('internal/http/server_response');
const { UpgradeStream } = require('internal/http/upgrade_stream');
const { FastBuffer } = require('internal/buffer');
const { defaultTriggerAsyncIdScope, getOrSetAsyncId, initHooksExist } = require('internal/async_hooks');
const { setUnrefTimeout } = require('internal/timers');
const { callAfterTick, nextTick, scheduleTick } = require('internal/process/task_queues');
const { Socket } = require('internal/socket');
const { ConnResetException, ErrnoException, codes } = require('internal/errors');

const timers = internalBinding('timers');

function getLibuvNow() {
  return timers.getLibuvNow();
}

const kConnections = Symbol('http.server.connections');
const kOptimizeEmptyRequests = Symbol('OptimizeEmptyRequestsOption');
const kServerResponse = Symbol('ServerResponse');

const startChannel = channel('http.server.request.start');
const finishChannel = channel('http.server.response.finish');

// How many fields a request may have where the server does not say.
const kMaxFields = 1000;

function nop() {}

class Connection {
  // Responses that wait until those before them are sent.
  outgoing = [];
  // Requests that are not answered yet.
  incoming = [];
  // Responses of which the client has not taken all yet: what writeAtOnce was given.
  unwritten = [];
  // How much is kept for the responses that wait.
  outgoingData = 0;
  requestsCount = 0;
  // Ends the connection when no request comes. The timer goes on through requests and looks at the time when it is due: between
  // two requests nothing is made, moved or thrown away.
  idleTimer = null;
  isIdle = false;
  idleSince = 0;
  // How long it may be idle; 0: the timer does not run.
  idleLimit = 0;
  consumed = false;
  // Whether responses may be written past the stream while it is consumed.
  writesDirectly = false;
  // Whether its responses hear of the socket's end: from the first one on, after what the program has added by then.
  hearsClose = false;
  // What the program has got with 'upgrade', while the body of that request is on its way.
  upgradeStream = null;

  constructor(server, socket) {
    this.server = server;
    this.socket = socket;
    this.parser = parsers.alloc();
    this.onWritten = makeOnWritten(this);
    this.start();
  }

  start() {
    const { server, socket, parser } = this;
    // A socket that a program brought in by hand.
    socket.server ??= server;
    const hasTimeout = typeof socket.setTimeout === 'function' && server.timeout;
    if (hasTimeout) socket.setTimeout(server.timeout);
    const flags = calculateLenientFlags(server.insecureHTTPParser, server.httpValidation);
    const maxFields = typeof server.maxHeadersCount === 'number' ? server.maxHeadersCount : kMaxFields;
    const trigger = initHooksExist() ? socket._handle?.getAsyncId?.() ?? getOrSetAsyncId(socket) : undefined;
    defaultTriggerAsyncIdScope(trigger, initializeParser, this, flags, maxFields);
    parser.socket = socket;
    parser.maxHeaderPairs = 0;
    parser.onIncoming = onIncoming;
    socket.parser = parser;
    socket[kConnection] = this;
    socket._paused = false;
    socket.setEncoding = socketSetEncoding;
    for (const event in listeners) socket.on(event, listeners[event]);
    this.consume();
  }

  // A socket of TCP, Unix or TLS: its bytes go to the parser without becoming a stream's first, unless somebody else wants
  // them. The listener of 'data' stays: programs count it, take it away, and emit 'data' that they have from elsewhere.
  consume() {
    const { parser, socket } = this;
    const isPlain = Object.getPrototypeOf(socket) === Socket.prototype;
    const id = isPlain || socket.encrypted ? socket._handle?._id : undefined;
    // What is there already goes the ordinary way.
    if (id === undefined || socket.readableLength > 0 || socket.destroyed || socket.connecting) return;
    const { _handle: handle } = socket;
    const consumed = parser.consume(id, (result) => {
      socket._unrefTimer();
      if (this.isIdle) this.idleSince = getLibuvNow();
      this.onParsed(result, undefined);
    }, (error) => {
      handle.reading = false;
      handle.onread(error, undefined);
    });
    if (!consumed) return;
    this.consumed = true;
    this.writesDirectly = isPlain;
    socket.on = watchListeners(socket.on);
    socket.addListener = watchListeners(socket.addListener);
    socket.prependListener = watchListeners(socket.prependListener);
    for (const event in flowListeners) Socket.prototype.on.call(socket, event, flowListeners[event]);
    if (!handle.reading) handle.readStart();
  }

  // From now on the bytes are the stream's.
  unconsume() {
    if (!this.consumed) return;
    this.consumed = false;
    const { socket } = this;
    for (const event in flowListeners) socket.removeListener(event, flowListeners[event]);
    for (const name of ['on', 'addListener', 'prependListener']) delete socket[name];
    if (socket._handle) socket._handle._attach();
  }

  detach() {
    const { socket } = this;
    clearTimeout(this.idleTimer);
    socket[kConnection] = undefined;
    for (const event in listeners) socket.removeListener(event, listeners[event]);
  }

  onData(data) {
    const { parser, socket } = this;
    // Another protocol, or the end.
    if (socket.parser !== parser) return;
    if (this.isIdle) this.idleSince = getLibuvNow();
    this.onParsed(parser.execute(data), data);
  }

  // The answer of the parser for a piece of input: `data`, or what the parser has consumed.
  onParsed(result, data) {
    const { parser, socket } = this;
    if (parser.incoming?.upgrade && socket.parser === parser) {
      this.upgrade(data, result);
    } else if (result instanceof Error) {
      prepareError(result, parser, data);
      onSocketError.call(socket, result);
    }
  }

  // The request asks for another protocol, and somebody will speak it. `result` says where that begins in `data`, unless the
  // body is still on its way. As on Node, one that breaks off or is malformed is never over.
  upgrade(data, result) {
    const { parser, server, socket, upgradeStream } = this;
    const req = parser.incoming;
    if (upgradeStream !== null && !req.complete) return;
    const event = req.method === 'CONNECT' ? 'connect' : 'upgrade';
    const isHeard = upgradeStream !== null || server.listenerCount(event) > 0;
    if (!req.complete && isHeard) {
      this.upgradeStream = new UpgradeStream(socket, req);
      socket.readableFlowing = null;
      server.emit(event, req, this.upgradeStream, new FastBuffer());
      return;
    }
    data ??= parser.getCurrentBuffer();
    freeParser(parser, req, socket);
    this.unconsume();
    this.detach();
    if (!isHeard) {
      socket.destroy();
      return;
    }
    const head = data.slice(result, data.length);
    if (upgradeStream !== null) {
      upgradeStream.requestBodyCompleted(head);
      return;
    }
    socket.readableFlowing = null;
    server.emit(event, req, socket, head);
  }

  onEnd() {
    const { parser, server, socket } = this;
    // A request that has become another protocol is for its stream to end.
    if (socket.parser === parser && this.upgradeStream === null) {
      const result = parser.finish();
      if (result instanceof Error) {
        onSocketError.call(socket, result);
        return;
      }
    }
    // What is not answered when the socket closes is aborted.
    const last = server.httpAllowHalfOpen ? this.outgoing.at(-1) ?? socket._httpMessage : undefined;
    if (last) last._last = true;
    else socket.end();
  }

  onClose() {
    clearTimeout(this.idleTimer);
    freeParser(this.socket.parser, null, this.socket);
    this.abortRequests();
    // Those that wait for their turn will not get it.
    for (const res of this.outgoing.splice(0)) res.destroy(new ConnResetException('aborted'));
  }

  onDrain() {
    const { socket } = this;
    // As long as the responses that wait hold as much as before, no more requests.
    if (socket._paused && this.outgoingData <= socket.writableHighWaterMark) {
      socket._paused = false;
      socket.resume();
    }
    const message = socket._httpMessage;
    if (message && !message.finished && message.writableNeedDrain) emitDrain(message);
  }

  addOutgoingData(delta) {
    this.outgoingData += delta;
    const { socket } = this;
    if (socket._paused && this.outgoingData < socket.writableHighWaterMark) this.onDrain();
  }

  abortRequests() {
    for (const req of this.incoming.splice(0)) req.destroy(new ConnResetException('aborted'));
  }

  startIdling() {
    const { keepAliveTimeout, keepAliveTimeoutBuffer } = this.server;
    if (!keepAliveTimeout || typeof this.socket.setTimeout !== 'function') return;
    this.isIdle = true;
    this.idleSince = getLibuvNow();
    // A little more than the client was told, so that it never writes to a connection that is about to close.
    const limit = keepAliveTimeout + keepAliveTimeoutBuffer;
    this.socket.timeout = limit;
    if (this.idleLimit === limit) return;
    this.idleLimit = limit;
    clearTimeout(this.idleTimer);
    this.waitIdle(limit);
  }

  waitIdle(time) {
    this.idleTimer = setUnrefTimeout(() => {
      const left = this.idleSince + this.idleLimit - getLibuvNow();
      if (this.isIdle && left > 0) {
        this.waitIdle(left);
        return;
      }
      this.idleLimit = 0;
      if (this.isIdle && !this.socket.destroyed) this.socket.emit('timeout');
    }, time);
  }

  // A head is complete. The answer is what the parser does with the rest: 0 a body as the head says. It knows itself when
  // another protocol follows that.
  onRequest(req, shouldKeepAlive) {
    const { server, socket } = this;
    if (this.isIdle) {
      this.isIdle = false;
      socket.timeout = server.timeout;
    }
    if (req.upgrade) {
      req.upgrade = req.method === 'CONNECT' || Boolean(server.shouldUpgradeCallback(req));
      if (req.upgrade) return 0;
    }
    this.incoming.push(req);
    // Nothing of such a request is to be read, not even its end.
    if (server[kOptimizeEmptyRequests] &&
        req.headers['content-length'] === undefined && req.headers['transfer-encoding'] === undefined)
      req._dumpAndCloseReadable();
    if (!socket._paused) this.holdRequests();
    const res = this.makeResponse(req, shouldKeepAlive);
    if (startChannel.hasSubscribers) startChannel.publish({ request: req, response: res, socket, server });
    if (socket._httpMessage) this.outgoing.push(res);
    else res.assignSocket(socket);
    if (!this.answerItself(req, res)) server.emit('request', req, res);
    return 0;
  }

  // When the client does not take its responses, its requests wait.
  holdRequests() {
    const { socket } = this;
    if (!socket._writableState?.needDrain && this.outgoingData < socket.writableHighWaterMark) return;
    socket.pause();
    socket._paused = true;
  }

  makeResponse(req, shouldKeepAlive) {
    const { server, socket } = this;
    const { [kServerResponse]: Response, rejectNonStandardBodyWrites } = server;
    const res = new Response(req, { highWaterMark: socket.writableHighWaterMark, rejectNonStandardBodyWrites });
    res.shouldKeepAlive = shouldKeepAlive;
    res._maxRequestsPerSocket = server.maxRequestsPerSocket;
    res._keepAliveTimeout = server.keepAliveTimeout;
    res._onPendingData = onPendingData;
    res[kUniqueHeaders] = server[kUniqueHeaders];
    res[kOnFinish] = this;
    return res;
  }

  // What never comes to the 'request' event.
  answerItself(req, res) {
    const { parser, server } = this;
    if (req.httpVersionMajor !== 1 || req.httpVersionMinor !== 1) return false;
    // RFC 9112, 3.2: a request without Host is a bad one.
    if (!parser.hasHost && server.requireHostHeader) return answer(res, 400, ['Connection', 'close']);
    if (server.maxRequestsPerSocket > 0 && typeof server.maxRequestsPerSocket === 'number') {
      const left = server.maxRequestsPerSocket - ++this.requestsCount;
      res.maxRequestsOnConnectionReached = left <= 0;
      if (left < 0) {
        server.emit('dropRequest', req, this.socket);
        return answer(res, 503);
      }
    }
    return parser.hasExpect && this.answerExpectation(req, res);
  }

  // Who expects to be told to go on is told so, unless the program does it; nobody knows what else there is to expect.
  answerExpectation(req, res) {
    const { server } = this;
    const isContinue = continueExpression.test(req.headers.expect);
    if (isContinue) res._expect_continue = true;
    if (server.emit(isContinue ? 'checkContinue' : 'checkExpectation', req, res)) return true;
    if (!isContinue) return answer(res, 417);
    res.writeContinue();
    return false;
  }

  // Whether a response may be written past the stream: it has its turn, and the stream is a plain one at rest.
  writesAtOnce(res) {
    const { socket } = this;
    const { _writableState: state } = socket;
    return this.consumed && this.writesDirectly && socket._httpMessage === res &&
      state.length === 0 && state.corked === 0 && !state.ending &&
      socket.writable && socket.write === Socket.prototype.write && socket._handle !== null;
  }

  // `done(res, error)` comes when head and body are written, never at once. `length` is that of the body.
  writeAtOnce(head, body, length, done, res) {
    const { socket } = this;
    socket._unrefTimer();
    const written = socket._handle.respond(head, body, this.onWritten);
    if (written === true) {
      scheduleTick(done, [res]);
    } else if (written === false) {
      // What a client does not take counts as kept for the responses.
      this.addOutgoingData(length);
      this.unwritten.push({ length, done, res });
    } else {
      nextTick(failWrite, socket, done, res, new ErrnoException(written, 'write'));
    }
  }

  // The oldest of `unwritten` has left, or never will.
  finishWrite(error) {
    const { socket } = this;
    const { length, done, res } = this.unwritten.shift();
    this.addOutgoingData(-length);
    const exception = error < 0 ? new ErrnoException(error, 'write') : undefined;
    if (exception !== undefined && !socket.destroyed) socket.destroy(exception);
    done(res, exception);
  }

  // A response is sent.
  onFinish(req, res) {
    const { parser, server, socket } = this;
    if (finishChannel.hasSubscribers) finishChannel.publish({ request: req, response: res, socket, server });
    // Nearly always the only one, and shift() is slow.
    if (this.incoming.length === 1) this.incoming.pop();
    else this.incoming.shift();
    // Nobody read the body: let it pass. If it is over, that is for the end of the exchange, unless somebody hears of it.
    if (isUnread(req) && (req._eventsCount > 0 || !hasEnded(req))) req._dump();
    if (req[kDetachAbortSignal] !== undefined) req[kDetachAbortSignal]();
    res.detachSocket(socket);
    if (parser.incoming === req) clearIncoming(parser, req);
    if (!res._last && this.outgoing.length === 0) {
      this.startIdling();
      // Without a listener of 'finish' this is the last that the tick does.
      if (res.listenerCount('finish') === 0) {
        callAfterTick(closeExchange, req, res);
        return;
      }
    }
    nextTick(closeExchange, req, res);
    if (!res._last) this.outgoing.shift()?.assignSocket(socket);
    else if (typeof socket.destroySoon === 'function') socket.destroySoon();
    else socket.end();
  }
}

function initializeParser({ parser, server, socket }, flags, maxFields) {
  const resource = initHooksExist() ? new HTTPServerAsyncResource('HTTPINCOMINGMESSAGE', socket) : undefined;
  parser.initialize(HTTPParser.REQUEST, resource, server.maxHeaderSize || 0, flags, server[kConnections], maxFields);
}

// The whole response.
function answer(res, status, fields) {
  res.writeHead(status, fields);
  res.end();
  return true;
}

// Functions of a connection's parser and responses.

function makeOnWritten(connection) {
  return (error) => connection.finishWrite(error);
}

// As a stream's write would, this one fails in a tick of its own, after what else comes of the same piece of input.
function failWrite(socket, done, res, error) {
  socket.destroy(error);
  done(res, error);
}

function onIncoming(req, shouldKeepAlive) {
  return this.socket[kConnection].onRequest(req, shouldKeepAlive);
}

function onPendingData(delta) {
  this[kOnFinish].addOutgoingData(delta);
}

// A response is sent and everybody told: it closes, and with it a request that nobody has read.
function closeExchange(req, res) {
  emitClose(res);
  if (isUnread(req)) req._dump();
}

// The parser is done with a request when that has ended.
function clearIncoming(parser, req) {
  const clear = () => {
    if (parser.incoming === req) parser.incoming = null;
  };
  if (hasEnded(req) || (req._dumped && req.complete)) clear();
  else req.on('end', clear);
}

function emitDrain(message) {
  const { kNeedDrain } = require('internal/http');
  message[kNeedDrain] = false;
  message.emit('drain');
}

// What `on` and the like are for a consumed socket: made once for each function that they are otherwise.
const watching = new WeakMap();

function watchListeners(add) {
  let watch = watching.get(add);
  if (watch === undefined) {
    watch = function(event, listener) {
      if (event === 'data' || event === 'readable') this[kConnection]?.unconsume();
      return Reflect.apply(add, this, [event, listener]);
    };
    watching.set(add, watch);
  }
  return watch;
}

// The listeners of a connection's socket are the same for all: nothing is made for each.
function onSocketData(data) {
  this[kConnection]?.onData(data);
}

function onSocketEnd() {
  this[kConnection]?.onEnd();
}

function onSocketClose() {
  this[kConnection]?.onClose();
}

function onSocketDrain() {
  this[kConnection]?.onDrain();
}

// A consumed socket reads while its stream is not paused.
function onSocketPause() {
  if (this._handle?.reading) this._handle.readStop();
}

function onSocketResume() {
  // The message may have resumed the stream before the connection has paused it.
  if (this._paused) this.pause();
  else if (this._handle && !this._handle.reading) this._handle.readStart();
}

// Whoever listens, be it to all of three, takes care of the connection.
function onSocketTimeout() {
  const { incoming: req } = this.parser ?? {};
  let isHeard = false;
  for (const emitter of [req?.complete ? undefined : req, this._httpMessage, this.server]) {
    if (emitter?.emit('timeout', this)) isHeard = true;
  }
  if (!isHeard) this.destroy();
}

const listeners = {
  __proto__: null,
  data: onSocketData,
  end: onSocketEnd,
  close: onSocketClose,
  drain: onSocketDrain,
  error: onSocketError,
  timeout: onSocketTimeout,
};

// HTTP is bytes.
function socketSetEncoding() {
  throw new codes.ERR_HTTP_SOCKET_ENCODING();
}

const flowListeners = { __proto__: null, pause: onSocketPause, resume: onSocketResume };

const errorAnswers = {
  __proto__: null,
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

// An error of the connection, or a request that is none. A program may answer itself.
function onSocketError(error) {
  // Later errors have no one to tell.
  this.removeListener('error', onSocketError);
  if (this.listenerCount('error', nop) === 0) this.on('error', nop);
  if (this.server.emit('clientError', error, this)) return;
  // Not in the middle of another answer.
  if (this.writable && !this._httpMessage?._headerSent) {
    const status = errorAnswers[error.code] ?? '400 Bad Request';
    this.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, 'latin1');
  }
  this.destroy(error);
}

// Ends connections whose requests take too long.
function checkConnections() {
  const expired = this[kConnections].expired(this.headersTimeout, this.requestTimeout);
  for (const { socket } of expired) {
    if (socket) onSocketError.call(socket, new codes.ERR_HTTP_REQUEST_TIMEOUT());
  }
}

function connectionListener(socket) {
  // Made here, so that what a program adds in its own 'connection' listener comes later.
  new Connection(this, socket);
}

module.exports = { checkConnections, connectionListener, kConnections, kOptimizeEmptyRequests, kServerResponse };
