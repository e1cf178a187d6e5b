'use strict';

// readline.Interface without question(): lines from a stream, and the editing of
// a line on a terminal. The methods with an underscore are ones that programs
// replace (a prompt for a password replaces _writeToOutput), so the others call
// them by these names.

const EventEmitter = require('node:events');
const { inherit } = require('internal/util');
const { StringDecoder } = require('node:string_decoder');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_USE_AFTER_CLOSE } } = require('internal/errors');
const validators = require('internal/validators');
const { getStringWidth, stripVTControlCharacters } = require('internal/util/inspect/width');
const { clearScreenDown, cursorTo, moveCursor } = require('internal/readline/callbacks');
const { emitKeypressEvents } = require('internal/readline/emit_keypress_events');

const kHistorySize = 30;
const kMinCrlfDelay = 100;

const lineEnding = /\r\n?|[\n\u2028\u2029]/g;

// The iterator gives lines, not lists of arguments.
const kFirstEventParam = Symbol.for('nodejs.kFirstEventParam');
const kAsyncIterator = Symbol('kAsyncIterator');

function Interface(input, output, completer, terminal) {
  Reflect.apply(EventEmitter, this, []);

  this._sawReturnAt = 0;
  // Whether a completion may be asked for: not in the middle of pasted text.
  this.isCompletionEnabled = true;
  this._previousKey = null;
  this.escapeCodeTimeout = 500;
  this.tabSize = 8;

  let history;
  let historySize;
  let removeHistoryDuplicates = false;
  let crlfDelay;
  let prompt = '> ';
  let signal;
  if (input?.input) {
    const options = input;
    ({ output, completer, terminal, history, historySize, crlfDelay, signal } = options);
    removeHistoryDuplicates = options.removeHistoryDuplicates;
    if (options.tabSize !== undefined) {
      validators.validateUint32(options.tabSize, 'tabSize', true);
      this.tabSize = options.tabSize;
    }
    if (options.prompt !== undefined)
      prompt = options.prompt;
    if (options.escapeCodeTimeout !== undefined) {
      if (!Number.isFinite(options.escapeCodeTimeout))
        throw new ERR_INVALID_ARG_VALUE('input.escapeCodeTimeout', this.escapeCodeTimeout);
      this.escapeCodeTimeout = options.escapeCodeTimeout;
    }
    if (signal)
      validators.validateAbortSignal(signal, 'options.signal');
    input = options.input;
  }
  if (completer !== undefined && typeof completer !== 'function')
    throw new ERR_INVALID_ARG_VALUE('completer', completer);
  if (history === undefined)
    history = [];
  else
    validators.validateArray(history, 'history');
  historySize ??= kHistorySize;
  validators.validateNumber(historySize, 'size', 0);
  if (terminal === undefined && output != null)
    terminal = Boolean(output.isTTY);

  this.history = history;
  this.historyIndex = -1;
  this.historySize = historySize;
  this.removeHistoryDuplicates = Boolean(removeHistoryDuplicates);
  this.line = '';
  this.output = output;
  this.input = input;
  this.crlfDelay = crlfDelay ? Math.max(kMinCrlfDelay, crlfDelay) : kMinCrlfDelay;
  this.completer = completer;
  this.closed = false;
  this.paused = false;
  this._oldPrompt = '';
  this._questionCallback = null;
  this._questionReject = null;
  this.setPrompt(prompt);
  this.terminal = Boolean(terminal);

  const onError = (error) => this.emit('error', error);
  input.on('error', onError);
  this.once('close', () => input.removeListener('error', onError)); // the next interface may be over the same input
  if (this.terminal)
    attachTerminal(this, input, output);
  else
    attachStream(this, input);
  if (signal)
    closeOnAbort(this, signal);
  input.resume();
}
inherit(Interface, EventEmitter);

function attachStream(iface, input) {
  const onData = (data) => iface._normalWrite(data);
  const onEnd = () => {
    if (typeof iface._lineBuffer === 'string' && iface._lineBuffer.length > 0)
      iface.emit('line', iface._lineBuffer);
    iface.close();
  };
  input.on('data', onData);
  input.on('end', onEnd);
  iface.once('close', () => {
    input.removeListener('data', onData);
    input.removeListener('end', onEnd);
  });
  iface._decoder = new StringDecoder('utf8');
}

function attachTerminal(iface, input, output) {
  emitKeypressEvents(input, iface);
  const onKeypress = (text, key) => {
    iface._ttyWrite(text, key);
    // What one sees after the cursor of a character of two halves is drawn again.
    if (key?.sequence) {
      const code = key.sequence.codePointAt(0);
      if (code >= 0xd800 && code <= 0xdfff)
        iface._refreshLine();
    }
  };
  const onEnd = () => {
    if (typeof iface.line === 'string' && iface.line.length > 0)
      iface.emit('line', iface.line);
    iface.close();
  };
  const onResize = () => iface._refreshLine();
  input.on('keypress', onKeypress);
  input.on('end', onEnd);
  iface._setRawMode(true);
  iface.cursor = 0;
  iface.prevRows = 0;
  iface._undoStack = [];
  iface._redoStack = [];
  iface._killRing = [];
  iface._killRingCursor = 0;
  output?.on?.('resize', onResize);
  iface.once('close', () => {
    input.removeListener('keypress', onKeypress);
    input.removeListener('end', onEnd);
    output?.removeListener?.('resize', onResize);
  });
}

function closeOnAbort(iface, signal) {
  const close = () => iface.close();
  if (signal.aborted) {
    process.nextTick(close);
  } else {
    const { addAbortListener } = require('internal/events/abort_listener');
    iface.once('close', addAbortListener(signal, close)[Symbol.dispose]);
  }
}

function checkOpen(iface) {
  if (iface.closed)
    throw new ERR_USE_AFTER_CLOSE('readline');
}

Object.defineProperty(Interface.prototype, 'columns', {
  __proto__: null,
  get() { return this.output?.columns || Infinity; },
  enumerable: true,
  configurable: true,
});

// ---- the prompt -------------------------------------------------------------

Interface.prototype.setPrompt = function(prompt) {
  this._prompt = prompt;
};

Interface.prototype.getPrompt = function() {
  return this._prompt;
};

Interface.prototype._setRawMode = function(mode) {
  const { input } = this;
  const before = input.isRaw;
  if (typeof input.setRawMode === 'function')
    input.setRawMode(mode);
  return before;
};

Interface.prototype.prompt = function(preserveCursor) {
  checkOpen(this);
  if (this.paused)
    this.resume();
  if (!this.terminal || process.env.TERM === 'dumb') {
    this._writeToOutput(this._prompt);
    return;
  }
  if (!preserveCursor)
    this.cursor = 0;
  this._refreshLine();
};

// The next line is the answer and no 'line' event.
Interface.prototype._question = function(query, callback) {
  checkOpen(this);
  if (this._questionCallback) {
    this.prompt();
    return;
  }
  this._oldPrompt = this._prompt;
  this.setPrompt(query);
  this._questionCallback = callback;
  this.prompt();
};

Interface.prototype._cancelQuestion = function() {
  if (!this._questionCallback)
    return;
  this._questionCallback = null;
  this.setPrompt(this._oldPrompt);
  this.clearLine();
};

Interface.prototype._onLine = function(line) {
  const answered = this._questionCallback;
  if (!answered) {
    this.emit('line', line);
    return;
  }
  this._questionCallback = null;
  this.setPrompt(this._oldPrompt);
  answered(line);
};

Interface.prototype._writeToOutput = function(text) {
  validators.validateString(text, 'stringToWrite');
  this.output?.write(text);
};

// ---- the end ----------------------------------------------------------------

Interface.prototype.close = function() {
  if (this.closed)
    return;
  this.pause();
  if (this.terminal)
    this._setRawMode(false);
  this.closed = true;
  this.emit('close');
};

Interface.prototype[Symbol.dispose] = function() {
  this.close();
};

Interface.prototype.pause = function() {
  return setPaused(this, true);
};

Interface.prototype.resume = function() {
  return setPaused(this, false);
};

function setPaused(iface, paused) {
  checkOpen(iface);
  if (iface.paused !== paused) {
    const change = paused ? 'pause' : 'resume';
    iface.input[change]();
    iface.paused = paused;
    iface.emit(change);
  }
  return iface;
}

// ---- lines of a stream ------------------------------------------------------

Interface.prototype.write = function(text, key) {
  checkOpen(this);
  if (this.paused)
    this.resume();
  if (this.terminal)
    this._ttyWrite(text, key);
  else
    this._normalWrite(text);
};

Interface.prototype._normalWrite = function(data) {
  if (data === undefined)
    return;
  let text = this._decoder.write(data);
  // The \n of a \r\n that was cut in two.
  if (this._sawReturnAt && Date.now() - this._sawReturnAt <= this.crlfDelay) {
    if (text.startsWith('\n'))
      text = text.slice(1);
    this._sawReturnAt = 0;
  }
  if (this._lineBuffer) {
    text = this._lineBuffer + text;
    this._lineBuffer = null;
  }
  lineEnding.lastIndex = 0;
  let match = lineEnding.exec(text);
  if (match === null) {
    if (text)
      this._lineBuffer = text;
    return;
  }
  this._sawReturnAt = text.endsWith('\r') ? Date.now() : 0;
  const lines = [];
  let start = 0;
  while (match !== null) {
    lines.push(text.slice(start, match.index));
    start = lineEnding.lastIndex;
    match = lineEnding.exec(text);
  }
  // What stands before the line that an exception or close() cuts off is kept.
  this._lineBuffer = text.slice(start);
  for (const line of lines)
    this._onLine(line);
};

Interface.prototype[Symbol.asyncIterator] = function() {
  const options = { highWaterMark: 1024, close: ['close'], [kFirstEventParam]: true };
  return this[kAsyncIterator] ??= EventEmitter.on(this, 'line', options);
};

// ---- where the cursor is ----------------------------------------------------

// The row and column that text ends at.
Interface.prototype._getDisplayPos = function(text) {
  const { columns, tabSize } = this;
  let rows = 0;
  let offset = 0;
  for (const char of stripVTControlCharacters(text)) {
    if (char === '\n') {
      rows += Math.ceil(offset / columns) || 1;
      offset = 0;
    } else if (char === '\t') {
      offset += tabSize - offset % tabSize;
    } else {
      const width = getStringWidth(char, false);
      const fits = width < 2 || (offset + 1) % columns !== 0;
      // A wide character leaves the last column empty.
      offset += fits ? width : width + 1;
    }
  }
  const cols = offset % columns;
  rows += (offset - cols) / columns;
  return { cols: Number.isNaN(cols) ? offset : cols, rows: Number.isNaN(rows) ? 0 : rows };
};

Interface.prototype.getCursorPos = function() {
  return this._getDisplayPos(this._prompt + this.line.slice(0, this.cursor));
};
Interface.prototype._getCursorPos = Interface.prototype.getCursorPos;

Interface.prototype._refreshLine = function() {
  const { output } = this;
  const text = this._prompt + this.line;
  const end = this._getDisplayPos(text);
  const cursor = this.getCursorPos();
  if (this.prevRows > 0)
    moveCursor(output, 0, -this.prevRows);
  cursorTo(output, 0);
  clearScreenDown(output);
  this._writeToOutput(text);
  // The terminal makes a new row when there is something to put into it.
  if (end.cols === 0)
    this._writeToOutput(' ');
  cursorTo(output, cursor.cols);
  if (end.rows > cursor.rows)
    moveCursor(output, 0, cursor.rows - end.rows);
  this.prevRows = cursor.rows;
};

// ---- history ----------------------------------------------------------------

Interface.prototype._addHistory = function() {
  if (this.line.length === 0)
    return '';
  // Without history the line is only given on.
  if (this.history === undefined || this.historySize === 0)
    return this.line;
  if (this.line.trim().length === 0)
    return this.line;
  if (this.history.length === 0 || this.history[0] !== this.line) {
    if (this.removeHistoryDuplicates) {
      const known = this.history.indexOf(this.line);
      if (known !== -1)
        this.history.splice(known, 1);
    }
    this.history.unshift(this.line);
    if (this.history.length > this.historySize)
      this.history.pop();
  }
  this.historyIndex = -1;
  const line = this.history[0];
  this.emit('history', this.history);
  return line;
};

// Lines that begin like what has been typed.
Interface.prototype._historyNext = function() {
  if (this.historyIndex < 0)
    return;
  const search = this._substringSearch || '';
  let index = this.historyIndex - 1;
  while (index >= 0 && (!this.history[index].startsWith(search) || this.line === this.history[index]))
    index--;
  this._showHistory(index, search);
};

Interface.prototype._historyPrev = function() {
  if (!this.history?.length || this.historyIndex >= this.history.length)
    return;
  const search = this._substringSearch || '';
  let index = this.historyIndex + 1;
  while (index < this.history.length &&
         (!this.history[index].startsWith(search) || this.line === this.history[index])) {
    index++;
  }
  this._showHistory(index, search);
};

Interface.prototype._showHistory = function(index, search) {
  this._beforeEdit();
  this.line = index < 0 || index === this.history.length ? search : this.history[index];
  this.historyIndex = index;
  this.cursor = this.line.length;
  this._refreshLine();
};

Object.assign(Interface.prototype, require('internal/readline/editing'));

module.exports = { Interface };
