// What the tests of HTTP/2 share: a server and a session for one test, requests as promises, and printing without what
// changes from run to run.
'use strict';
const http2 = require('node:http2');
const { inspect } = require('node:util');

/** An error in one line: what programs can rely on. */
function describe(error) {
  if (!(error instanceof Error)) return inspect(error);
  const message = error.message.replace(/\b(?:127\.0\.0\.1|localhost|::1):\d+/g, 'HOST:PORT');
  return `${error.name} ${error.code ?? '-'} ${message}${error.errno === undefined ? '' : ` errno=${error.errno}`}`;
}

/** Runs `action` and prints what it returns or throws. */
function attempt(label, action) {
  let outcome;
  try {
    outcome = inspect(action(), { depth: 4, breakLength: Infinity });
  } catch (error) {
    outcome = `throws ${describe(error)}`;
  }
  console.log(`  ${label}: ${outcome}`);
}

/** Header fields in one line, without the date and the port. */
function fields(headers) {
  if (!headers) return String(headers);
  const copy = { ...headers };
  if ('date' in copy) copy.date = 'DATE';
  delete copy[http2.sensitiveHeaders];
  return JSON.stringify(copy).replace(/(?:127\.0\.0\.1|localhost):\d+/g, 'HOST:PORT');
}

/** A raw frame; `length` is what its head says of the payload. */
function frame(type, flags, stream, payload = Buffer.alloc(0), length = payload.length) {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** The events of an emitter, in order, one list for each emitter: two sides in one process have no order between them. */
class Log {
  lines = [];

  constructor(name) {
    this.name = name;
  }

  watch(prefix, emitter, events) {
    for (const event of events) emitter.on(event, (...args) => this.add(prefix, event, ...args));
    return emitter;
  }

  add(...parts) {
    this.lines.push(parts.map((part) => {
      if (part instanceof Error) return describe(part);
      if (typeof part === 'object' && part !== null && !Buffer.isBuffer(part)) return part.constructor?.name ?? fields(part);
      return String(part);
    }).join(' '));
  }

  print() {
    console.log(`  [${this.name}]`);
    for (const line of this.lines) console.log(`    ${line}`);
  }
}

const STREAM_EVENTS = ['aborted', 'timeout', 'error', 'frameError', 'ready', 'wantTrailers', 'end', 'finish', 'close'];
const SESSION_EVENTS = ['timeout', 'error', 'frameError', 'goaway', 'close'];

const listen = (server) => new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(server.address().port)); });
const closed = (emitter) => new Promise((resolve) => {
  if (emitter.destroyed) setImmediate(resolve);
  else emitter.once('close', resolve);
});
const later = (ms = 50) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** A server for one test, and a session to it: `test({ client, server, port })`. */
async function withSession({ options, listener, clientOptions, onServer }, test) {
  const server = http2.createServer(options ?? {}, listener);
  const sessions = new Set();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
  });
  onServer?.(server);
  const port = await listen(server);
  const client = http2.connect(`http://127.0.0.1:${port}`, clientOptions);
  client.on('error', () => {});
  try {
    await test({ client, server, port });
  } finally {
    const ends = [client, server, ...sessions].filter((one) => !one.destroyed).map(closed);
    client.destroy();
    for (const session of sessions) session.destroy();
    server.close();
    await Promise.all(ends);
  }
}

/** One request, to its very end. `body` is written and ended; `onStream` sees the stream first. */
function request(client, headers, { body, options, onStream } = {}) {
  return new Promise((resolve) => {
    const stream = client.request({ ':path': '/', ...headers }, options);
    const answer = { informational: [], headers: undefined, body: '', trailers: undefined, error: undefined };
    stream.on('headers', (value) => answer.informational.push(value));
    stream.on('response', (value) => { answer.headers = value; });
    stream.on('trailers', (value) => { answer.trailers = value; });
    stream.on('data', (chunk) => { answer.body += chunk.toString('latin1'); });
    stream.on('error', (error) => { answer.error = error; });
    stream.on('close', () => {
      answer.rstCode = stream.rstCode;
      resolve(answer);
    });
    onStream?.(stream);
    if (body !== undefined) stream.end(body);
    else if (options?.endStream === undefined) stream.end();
  });
}

function printAnswer(answer) {
  for (const value of answer.informational) console.log('  informational', fields(value));
  console.log('  response', fields(answer.headers), JSON.stringify(answer.body),
    answer.trailers ? `trailers ${fields(answer.trailers)}` : '', answer.error ? describe(answer.error) : '', `rst ${answer.rstCode}`);
}

/** The tests of a file, one after the other, each below its name. */
async function runAll(tests) {
  for (const [name, test] of Object.entries(tests)) {
    console.log(name);
    await test();
  }
}

module.exports = {
  Log, SESSION_EVENTS, STREAM_EVENTS, attempt, closed, describe, fields, frame, later, listen, printAnswer, request, runAll, withSession,
};
