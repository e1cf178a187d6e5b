'use strict';

// The editing of a line on a terminal: what each key does.

const { charLengthAt, charLengthLeft, commonPrefix } = require('internal/readline/utils');
const { cursorTo, clearScreenDown } = require('internal/readline/callbacks');
const { getStringWidth } = require('internal/util/inspect/width');

const kMaxUndo = 2048;
const kMaxKills = 32;

const lineEnding = /\r\n?|[\n\u2028\u2029]/;

// Puts text in place of what stands from start to end, and the cursor behind it.
function replace(iface, start, end, text = '') {
  const { line } = iface;
  iface._setLine(line.slice(0, start) + text + line.slice(end), start + text.length);
}

function erase(iface, start, end) {
  if (start >= end || start >= iface.line.length)
    return;
  iface._beforeEdit();
  replace(iface, start, end);
}

const moveLeft = (iface) => iface._moveCursor(-charLengthLeft(iface.line, iface.cursor));
const moveRight = (iface) => iface._moveCursor(charLengthAt(iface.line, iface.cursor));
const moveToStart = (iface) => iface._moveCursor(-Infinity);
const moveToEnd = (iface) => iface._moveCursor(Infinity);

// What the keys do by their names: alone, with ctrl, with meta.
const kPlainKeys = {
  __proto__: null,
  home: moveToStart, left: moveLeft, right: moveRight, end: moveToEnd,
  up: (iface) => iface._historyPrev(), down: (iface) => iface._historyNext(),
  backspace: (iface) => iface._deleteLeft(), delete: (iface) => iface._deleteRight(),
};

const kMetaKeys = {
  __proto__: null,
  b: (iface) => iface._wordLeft(), f: (iface) => iface._wordRight(),
  backspace: (iface) => iface._deleteWordLeft(), delete: (iface) => iface._deleteWordRight(),
  d: (iface) => iface._deleteWordRight(), y: (iface) => iface._yankPop(),
};

const kCtrlKeys = {
  __proto__: null,
  a: moveToStart, b: moveLeft, f: moveRight, e: moveToEnd,
  left: kMetaKeys.b, right: kMetaKeys.f, p: kPlainKeys.up, n: kPlainKeys.down,
  h: kPlainKeys.backspace, backspace: kMetaKeys.backspace, w: kMetaKeys.backspace, delete: kMetaKeys.delete,
  u: (iface) => iface._deleteLineLeft(), k: (iface) => iface._deleteLineRight(), y: (iface) => iface._yank(),
  z: (iface) => iface._suspend(),
  c(iface) {
    if (!iface.emit('SIGINT'))
      iface.close();
  },
  d(iface) {
    if (iface.line === '')
      iface.close();
    else
      iface._deleteRight();
  },
  l(iface) {
    cursorTo(iface.output, 0, 0);
    clearScreenDown(iface.output);
    iface._refreshLine();
  },
};

module.exports = {
  // ---- changing the line ----

  // Call before a change, so that it can be undone.
  _beforeEdit() {
    this._undoStack.push({ text: this.line, cursor: this.cursor });
    if (this._undoStack.length > kMaxUndo)
      this._undoStack.shift();
  },

  _restore(from, to) {
    if (from.length === 0)
      return;
    to.push({ text: this.line, cursor: this.cursor });
    const { text, cursor } = from.pop();
    this.line = text;
    this.cursor = cursor;
    this._refreshLine();
  },

  _setLine(line, cursor) {
    this.line = line;
    this.cursor = cursor;
    this._refreshLine();
  },

  _insertString(text) {
    this._beforeEdit();
    const { line, cursor } = this;
    // Of what is pasted only the last character draws the line.
    const draws = this.isCompletionEnabled;
    const inside = cursor < line.length;
    if (draws && inside) {
      replace(this, cursor, cursor, text);
      return;
    }
    const before = draws ? this.getCursorPos() : undefined;
    this.line = inside ? line.slice(0, cursor) + text + line.slice(cursor) : line + text;
    this.cursor = cursor + text.length;
    if (draws && this.getCursorPos().rows > before.rows)
      this._refreshLine();
    else
      this._writeToOutput(text);
  },

  _deleteLeft() {
    erase(this, this.cursor - charLengthLeft(this.line, this.cursor), this.cursor);
  },

  _deleteRight() {
    erase(this, this.cursor, this.cursor + charLengthAt(this.line, this.cursor));
  },

  // How long the word is that ends, or begins, at the cursor.
  _wordLengthLeft() {
    return /(?:\w+|[^\w\s]*)\s*$/.exec(this.line.slice(0, this.cursor))[0].length;
  },

  _wordLengthRight() {
    return /^(?:\w+|[^\w\s]*)\s*/.exec(this.line.slice(this.cursor))[0].length;
  },

  _wordLeft() {
    this._moveCursor(-this._wordLengthLeft());
  },

  _wordRight() {
    this._moveCursor(this._wordLengthRight());
  },

  _deleteWordLeft() {
    erase(this, this.cursor - this._wordLengthLeft(), this.cursor);
  },

  _deleteWordRight() {
    erase(this, this.cursor, this.cursor + this._wordLengthRight());
  },

  _deleteLineLeft() {
    this._beforeEdit();
    const killed = this.line.slice(0, this.cursor);
    replace(this, 0, this.cursor);
    this._kill(killed);
  },

  _deleteLineRight() {
    this._beforeEdit();
    const killed = this.line.slice(this.cursor);
    replace(this, this.cursor, this.line.length);
    this._kill(killed);
  },

  // ---- what was killed comes back ----

  _kill(text) {
    if (!text || text === this._killRing[0])
      return;
    this._killRing.unshift(text);
    this._killRingCursor = 0;
    if (this._killRing.length > kMaxKills)
      this._killRing.pop();
  },

  _yank() {
    if (this._killRing.length === 0)
      return;
    this._yanking = true;
    this._insertString(this._killRing[this._killRingCursor]);
  },

  // Another one instead of the one that was just put in.
  _yankPop() {
    if (!this._yanking || this._killRing.length <= 1)
      return;
    const last = this._killRing[this._killRingCursor];
    this._killRingCursor = (this._killRingCursor + 1) % this._killRing.length;
    const next = this._killRing[this._killRingCursor];
    replace(this, this.cursor - last.length, this.cursor, next);
  },

  // ---- moving ----

  _moveCursor(dx) {
    if (dx === 0)
      return;
    const before = this.getCursorPos();
    this.cursor = Math.min(Math.max(this.cursor + dx, 0), this.line.length);
    const now = this.getCursorPos();
    if (before.rows === now.rows) {
      const { moveCursor } = require('internal/readline/callbacks');
      moveCursor(this.output, now.cols - before.cols, 0);
    } else {
      this._refreshLine();
    }
  },

  // ---- the end of a line ----

  clearLine() {
    this._moveCursor(+Infinity);
    this._writeToOutput('\r\n');
    this.prevRows = 0;
    this.cursor = 0;
    this.line = '';
  },

  _line() {
    const line = this._addHistory();
    this._undoStack.length = 0;
    this._redoStack.length = 0;
    this.clearLine();
    this._onLine(line);
  },

  // ---- completion ----

  _tabComplete(lastKeypressWasTab) {
    this.pause();
    const text = this.line.slice(0, this.cursor);
    const done = (error, value) => {
      this.resume();
      if (error) {
        const { inspect } = require('internal/util/inspect');
        this._writeToOutput(`Tab completion error: ${inspect(error)}`);
        return;
      }
      this._showCompletions(lastKeypressWasTab, value);
    };
    this._complete(text, done);
  },

  // A completer with two parameters calls back.
  _complete(text, done) {
    if (this.completer.length === 2)
      this.completer(text, done);
    else
      done(null, this.completer(text));
  },

  _showCompletions(lastKeypressWasTab, value) {
    const { 0: completions, 1: completeOn } = value;
    if (!completions || completions.length === 0)
      return;
    const prefix = commonPrefix(completions.filter((text) => text !== ''));
    if (prefix.startsWith(completeOn) && prefix.length > completeOn.length) {
      this._insertString(prefix.slice(completeOn.length));
      return;
    }
    // As on Node, undoing goes back to before what was completed was typed.
    if (!completeOn.startsWith(prefix)) {
      replace(this, this.cursor - completeOn.length, this.cursor, prefix);
      return;
    }
    if (!lastKeypressWasTab)
      return;
    // The second time all are listed. An empty one parts groups.
    const widths = completions.map((text) => getStringWidth(text));
    const width = Math.max(...widths) + 2;
    const perRow = Number.isFinite(this.columns) ? Math.max(1, Math.floor(this.columns / width)) : 1;
    let output = '\r\n';
    let inRow = 0;
    for (const { 0: index, 1: text } of completions.entries()) {
      if (text === '') {
        output += '\r\n\r\n';
        inRow = 0;
        continue;
      }
      if (inRow === perRow) {
        output += '\r\n';
        inRow = 0;
      }
      output += inRow === 0 ? text : `${' '.repeat(width - widths[index - 1])}${text}`;
      inRow++;
    }
    if (inRow > 0)
      output += '\r\n\r\n';
    this._writeToOutput(output);
    this._refreshLine();
  },

  // ---- keys ----

  _ttyWrite(text, pressed) {
    const previous = this._previousKey;
    const key = pressed || {};
    const { name, ctrl, meta, shift } = key;
    this._previousKey = key;
    if (name !== 'y' || !meta)
      this._yanking = false;
    // Up and down look for lines that begin with what stands before the cursor.
    const searches = (name === 'up' || name === 'down') && !(ctrl || meta || shift);
    if (searches) {
      this._substringSearch ??= this.line.slice(0, this.cursor);
    } else if (this._substringSearch != null) {
      this._substringSearch = null;
      if (this.history?.length === this.historyIndex)
        this.historyIndex = -1;
    }
    // Undo and redo have no names on every terminal.
    const code = typeof key.sequence === 'string' ? key.sequence.codePointAt(0) : undefined;
    if (code === 0x1f)
      this._restore(this._undoStack, this._redoStack);
    else if (code === 0x1e)
      this._restore(this._redoStack, this._undoStack);
    else if (name !== 'escape')
      this._pressed(text, key, previous);
  },

  _pressed(text, key, previous) {
    const { name } = key;
    if (key.ctrl && key.shift) {
      if (name === 'backspace')
        this._deleteLineLeft();
      else if (name === 'delete')
        this._deleteLineRight();
    } else if (key.ctrl) {
      kCtrlKeys[name]?.(this);
    } else if (key.meta) {
      kMetaKeys[name]?.(this);
    } else {
      this._plainKey(text, name, previous);
    }
  },

  _suspend() {
    if (this.emit('SIGTSTP'))
      return;
    process.once('SIGCONT', () => {
      // Whoever paused it wants no events.
      if (!this.paused) {
        this.pause();
        this.emit('SIGCONT');
      }
      this._setRawMode(true);
      this._refreshLine();
    });
    this._setRawMode(false);
    process.kill(process.pid, 'SIGTSTP');
  },

  _plainKey(text, name, previous) {
    if (name === 'return') {
      this._sawReturnAt = Date.now();
      this._line();
      return;
    }
    // A \n right after a \r is the same end of a line.
    if (name === 'enter' && (this._sawReturnAt === 0 || Date.now() - this._sawReturnAt > this.crlfDelay))
      this._line();
    this._sawReturnAt = 0;
    if (name === 'enter')
      return;
    if (name === 'tab' && this.isCompletionEnabled && typeof this.completer === 'function')
      this._tabComplete(previous?.name === 'tab');
    else if (kPlainKeys[name] !== undefined)
      kPlainKeys[name](this);
    else
      this._typed(text);
  },

  _typed(text) {
    if (typeof text !== 'string' || text === '')
      return;
    for (const { 0: index, 1: line } of text.split(lineEnding).entries()) {
      if (index > 0)
        this._line();
      this._insertString(line);
    }
  },
};
