'use strict';

// node:tty: terminals as streams.

const { Socket } = require('internal/socket');
const { inherit } = require('internal/util');
const { getColorDepth, hasColors } = require('internal/tty');
const { codes: { ERR_INVALID_FD, ERR_TTY_INIT_FAILED }, ErrnoException } = require('internal/errors');

const binding = internalBinding('tty');

function isatty(fd) {
  return Number.isInteger(fd) && fd >= 0 && fd <= 2147483647 && binding.isTTY(fd);
}

function checkTerminal(fd) {
  if (fd >> 0 !== fd || fd < 0)
    throw new ERR_INVALID_FD(fd);
  if (!binding.isTTY(fd)) {
    throw new ERR_TTY_INIT_FAILED({
      errno: -22,
      code: 'EINVAL',
      message: 'invalid argument',
      syscall: 'uv_tty_init',
    });
  }
}

// The modes of a terminal as setRawMode() is asked for them, and as the handle takes them.
const modes = new Map([[false, 0], ['raw', 1], ['io', 2]]);

function toMode(mode) {
  if (typeof mode === 'string' && !modes.has(mode)) {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE('mode', mode, "must be true, false, 'raw', or 'io'");
  }
  return typeof mode === 'string' ? mode : mode ? 'raw' : false;
}

// Both kinds of stream read and write: whoever has the master of a pseudo-terminal has one of them for both directions.
function ReadStream(fd, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(fd, options);
  checkTerminal(fd);
  Reflect.apply(Socket, this, [{ readableHighWaterMark: 0, manualStart: true, ...options, fd }]);
  this.isRaw = false;
  this.rawMode = false;
  this.isTTY = true;
}
inherit(ReadStream, Socket);

ReadStream.prototype.setRawMode = function(flag) {
  const mode = toMode(flag);
  const error = this._handle?.setRawMode(modes.get(mode));
  if (error) {
    this.emit('error', new ErrnoException(error, 'setRawMode'));
    return this;
  }
  this.isRaw = mode !== false;
  this.rawMode = mode;
  return this;
};

function WriteStream(fd) {
  if (!(this instanceof WriteStream)) return new WriteStream(fd);
  checkTerminal(fd);
  Reflect.apply(Socket, this, [{ readableHighWaterMark: 0, manualStart: true, fd }]);
  const size = [0, 0];
  if (!this._handle.getWindowSize(size)) [this.columns, this.rows] = size;
}
inherit(WriteStream, Socket);

WriteStream.prototype.isTTY = true;
WriteStream.prototype.getColorDepth = getColorDepth;
WriteStream.prototype.hasColors = hasColors;

WriteStream.prototype._refreshSize = function() {
  const size = [];
  const error = this._handle.getWindowSize(size);
  const [columns, rows] = size;
  if (error) {
    this.emit('error', new ErrnoException(error, 'getWindowSize'));
  } else if (this.columns !== columns || this.rows !== rows) {
    Object.assign(this, { columns, rows });
    this.emit('resize');
  }
};

// What moves the cursor is readline's.
for (const [name, length] of [['cursorTo', 3], ['moveCursor', 3], ['clearLine', 2], ['clearScreenDown', 1]]) {
  const method = function(...args) {
    return require('internal/readline/callbacks')[name](this, ...args);
  };
  const own = (value) => ({ __proto__: null, configurable: true, value });
  WriteStream.prototype[name] = Object.defineProperties(method, { name: own(''), length: own(length) });
}

WriteStream.prototype.getWindowSize = function() {
  return [this.columns, this.rows];
};

module.exports = { isatty, ReadStream, WriteStream };
