'use strict';

// Readable.prototype.pipe() and unpipe().

const { Listeners } = require('internal/streams/listeners');
const { errorOrDestroy } = require('internal/streams/destroy');
const { kState } = require('internal/streams/state');
const { removeItem } = require('internal/util');
const { kDataListening, kEndEmitted, kFlowing, kMultiAwaitDrain } =
  require('internal/streams/readable_state');

// A source with one destination after the other.
class Pipe {
  #source;
  #dest;
  #isUndone = false;
  // Listens to 'drain' from the first time on that the destination was full.
  #ondrain = null;
  #listeners = new Listeners();

  constructor(source, dest, endsDest) {
    this.#source = source;
    this.#dest = dest;

    const atEnd = endsDest ? this.onend : this.unpipe;
    if (source._readableState[kState] & kEndEmitted) process.nextTick(atEnd);
    else this.#listeners.once(source, 'end', atEnd);

    this.#listeners.on(dest, 'unpipe', this.onunpipe);
    this.#listeners.on(source, 'data', this.ondata);
    // Before the handlers of users, so that they find the pipe undone.
    this.#listeners.first(dest, 'error', this.onerror);
    this.#listeners.once(dest, 'close', this.onclose);
    this.#listeners.once(dest, 'finish', this.onfinish);
    dest.emit('pipe', source);
  }

  start() {
    const source = this.#source;
    if (this.#dest.writableNeedDrain === true) this.#pause();
    else if (!(source._readableState[kState] & kFlowing)) source.resume();
  }

  // The listeners, under the names by which people find them on a stream.

  ondata = (chunk) => {
    let hasRoom;
    try {
      hasRoom = this.#dest.write(chunk);
    } catch (error) {
      this.#dest.destroy(error);
      return;
    }
    if (hasRoom === false) this.#pause();
  };

  #pause() {
    // write() may have made the destination unpipe itself.
    if (!this.#isUndone) {
      awaitDrain(this.#source._readableState, this.#dest);
      this.#source.pause();
    }
    if (this.#ondrain === null) {
      this.#ondrain = () => drained(this.#source, this.#dest);
      this.#listeners.on(this.#dest, 'drain', this.#ondrain);
    }
  }

  onend = () => {
    this.#dest.end();
  };

  unpipe = () => {
    this.#source.unpipe(this.#dest);
  };

  // 'unpipe' reaches all pipes of a destination: the first one of this source
  // takes it.
  onunpipe = (source, info) => {
    if (source !== this.#source || info?.hasUnpiped !== false) return;
    info.hasUnpiped = true;
    this.#undo();
  };

  #undo() {
    this.#isUndone = true;
    this.#listeners.removeAll();
    // The source may wait for a 'drain' that nobody listens to any more.
    const isAwaited = this.#source._readableState.awaitDrainWriters;
    if (isAwaited) this.#ondrain?.();
  }

  onclose = () => {
    this.#dest.removeListener('finish', this.onfinish);
    this.unpipe();
  };

  onfinish = () => {
    this.#dest.removeListener('close', this.onclose);
    this.unpipe();
  };

  // An unhandled error still throws: this listener does not count.
  onerror = (error) => {
    const dest = this.#dest;
    this.unpipe();
    dest.removeListener('error', this.onerror);
    if (dest.listenerCount('error') > 0) return;
    const state = dest._writableState || dest._readableState;
    if (state && !state.errorEmitted) errorOrDestroy(dest, error);
    else dest.emit('error', error);
  };
}

// A destination that cannot take more stops the source for all of them, until
// every such destination has drained.
function awaitDrain(state, dest) {
  if (!state.pipes.includes(dest)) return;
  if (state.pipes.length > 1) {
    state.awaitDrainWriters.add(dest);
  } else {
    state.awaitDrainWriters = dest;
    state[kState] &= ~kMultiAwaitDrain;
  }
}

function drained(source, dest) {
  const state = source._readableState;
  const isSet = (state[kState] & kMultiAwaitDrain) !== 0;
  if (state.awaitDrainWriters === dest) state.awaitDrainWriters = null;
  else if (isSet) state.awaitDrainWriters.delete(dest);

  const mayFlow =
    !state.awaitDrainWriters || state.awaitDrainWriters.size === 0;
  if (mayFlow && state[kState] & kDataListening) source.resume();
}

function pipe(dest, pipeOpts) {
  const state = this._readableState;
  // From the second destination on, all that are full are remembered.
  if (state.pipes.length === 1 && !(state[kState] & kMultiAwaitDrain)) {
    const full = state.awaitDrainWriters;
    state.awaitDrainWriters = new Set(full ? [full] : []);
    state[kState] |= kMultiAwaitDrain;
  }
  state.pipes.push(dest);

  const isStdio = dest === process.stdout || dest === process.stderr;
  new Pipe(this, dest, pipeOpts?.end !== false && !isStdio).start();
  return dest;
}

function unpipe(dest) {
  const state = this._readableState;
  const removed = dest ? [dest] : state.pipes;
  const wasThere = dest ? removeItem(state.pipes, dest) : removed.length > 0;
  if (!wasThere) return this;
  if (!dest) state.pipes = [];
  if (state.pipes.length === 0) this.pause();
  for (const each of removed) each.emit('unpipe', this, { hasUnpiped: false });
  return this;
}

function install(Readable) {
  Readable.prototype.pipe = pipe;
  Readable.prototype.unpipe = unpipe;
}

module.exports = { install };
