'use strict';

// node:tty: terminals as streams.

const { Socket } = require('internal/socket');
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

class ReadStream extends Socket {
  constructor(fd, options) {
    checkTerminal(fd);
    super({ highWaterMark: 0, manualStart: true, ...options, fd, readable: true, writable: false });
    this.isRaw = false;
    this.isTTY = true;
    this.fd ??= fd;
  }

  setRawMode(flag) {
    flag = Boolean(flag);
    const fd = this._handle ? this._handle.fd : this.fd;
    const error = binding.setRawMode(fd, flag);
    if (error) {
      this.emit('error', new ErrnoException(error, 'setRawMode'));
      return this;
    }
    this.isRaw = flag;
    return this;
  }
}

class WriteStream extends Socket {
  constructor(fd) {
    checkTerminal(fd);
    super({ fd, readable: false, writable: true, manualStart: true });
    this._type = 'tty';
    const size = [0, 0];
    if (!binding.getWindowSize(fd, size)) {
      this.columns = size[0];
      this.rows = size[1];
    }
  }

  _refreshSize() {
    const { columns, rows } = this;
    const size = [0, 0];
    const error = binding.getWindowSize(this._handle ? this._handle.fd : this.fd, size);
    if (error) {
      this.emit('error', new ErrnoException(error, 'getWindowSize'));
      return;
    }
    if (columns !== size[0] || rows !== size[1]) {
      this.columns = size[0];
      this.rows = size[1];
      this.emit('resize');
    }
  }

  cursorTo(x, y, callback) {
    return require('internal/readline/callbacks').cursorTo(this, x, y, callback);
  }

  moveCursor(dx, dy, callback) {
    return require('internal/readline/callbacks').moveCursor(this, dx, dy, callback);
  }

  clearLine(dir, callback) {
    return require('internal/readline/callbacks').clearLine(this, dir, callback);
  }

  clearScreenDown(callback) {
    return require('internal/readline/callbacks').clearScreenDown(this, callback);
  }

  getWindowSize() {
    return [this.columns, this.rows];
  }
}

// Own methods of Node's prototype, in its order and enumerable as there.
WriteStream.prototype.isTTY = true;
WriteStream.prototype.getColorDepth = getColorDepth;
WriteStream.prototype.hasColors = hasColors;

module.exports = { isatty, ReadStream, WriteStream };
