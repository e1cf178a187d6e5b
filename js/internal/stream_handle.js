'use strict';

// The JavaScript face of a descriptor that the event loop reads and writes:
// a pipe, a Unix or TCP socket, a terminal. The state lives in Rust under a
// number (src/builtins/stdio/stream_handle.rs); streams are built on top of it
// in internal/socket.

const { FastBuffer } = require('internal/buffer');

const binding = internalBinding('stream_handle');

// What is open now, for process._getActiveHandles().
const open = new Set();

class StreamHandle {
  #id;
  #owner = null;

  // `name` is what process.getActiveResourcesInfo() lists. The handle owns the
  // descriptor unless it is one of the process's standard ones.
  constructor(fd, name, ownsDescriptor = true) {
    const id = binding.open(fd, name, ownsDescriptor);
    if (id < 0) {
      const { ErrnoException } = require('internal/errors');
      throw new ErrnoException(id, 'open');
    }
    this.#id = id;
    this.fd = fd;
    this.reading = false;
    this.bytesRead = 0;
    open.add(this);
  }

  get owner() {
    return this.#owner;
  }

  set owner(owner) {
    this.#owner = owner;
  }

  get closed() {
    return this.#id === undefined;
  }

  // `onread(error, buffer)`: a negative errno, or a buffer, or neither at the end.
  readStart(onread) {
    if (this.reading || this.#id === undefined)
      return 0;
    this.reading = true;
    return binding.readStart(this.#id, (error, arrayBuffer) => {
      if (arrayBuffer === undefined) {
        this.reading = false;
        onread(error, undefined);
        return;
      }
      this.bytesRead += arrayBuffer.byteLength;
      onread(0, new FastBuffer(arrayBuffer));
    });
  }

  readStop() {
    if (!this.reading)
      return;
    this.reading = false;
    if (this.#id !== undefined)
      binding.readStop(this.#id);
  }

  get bytesWritten() {
    return this.#id === undefined ? 0 : binding.bytesWritten(this.#id);
  }

  // Writes bytes and strings (as UTF-8), as much as the descriptor takes at once. True: everything is written;
  // false: the rest is queued and `callback(error)` comes later; a number:
  // a negative errno.
  write(chunks, callback) {
    if (this.#id === undefined)
      return -9;  // EBADF
    return binding.write(this.#id, chunks, callback);
  }

  // Ends the writing side after what is queued.
  shutdown(callback) {
    if (this.#id === undefined)
      return process.nextTick(callback, 0);
    binding.shutdown(this.#id, callback);
  }

  close(callback) {
    if (this.#id === undefined)
      return;
    const id = this.#id;
    this.#id = undefined;
    this.reading = false;
    open.delete(this);
    binding.close(id, callback);
  }

  // Whether a write waits until everything is written. Programs ask for it so
  // that what they print is out when they exit.
  setBlocking(blocking) {
    if (this.#id !== undefined)
      binding.setBlocking(this.#id, Boolean(blocking));
    return 0;
  }

  ref() {
    if (this.#id !== undefined)
      binding.setRef(this.#id, true);
  }

  unref() {
    if (this.#id !== undefined)
      binding.setRef(this.#id, false);
  }

  hasRef() {
    return this.#id !== undefined && binding.hasRef(this.#id);
  }
}

function activeStreams() {
  const streams = [];
  for (const handle of open) {
    if (handle.hasRef())
      streams.push(handle.owner ?? handle);
  }
  return streams;
}

module.exports = { StreamHandle, activeStreams };
