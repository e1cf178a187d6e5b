'use strict';

// The editing of a line on a terminal: what each key does.

const { charLengthAt, charLengthLeft, commonPrefix } = require('internal/readline/utils');
const { cursorTo, clearScreenDown } = require('internal/readline/callbacks');
const { getStringWidth } = require('internal/util/inspect/width');

const kMaxUndo = 2048;
const kMaxKills = 32;

const lineEnding = /\r?\n|\r(?!\n)/;

const editing = {
  // ---- changing the line ----

  // Call before a change, so that it can be undone.
  _beforeEdit() {
    this._undoStack.push({ text: this.line, cursor: this.cursor });
    this._redoStack.length = 0;
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
    if (this.cursor < this.line.length) {
      const line = this.line.slice(0, this.cursor) + text + this.line.slice(this.cursor);
      if (this.isCompletionEnabled) {
        this._setLine(line, this.cursor + text.length);
      } else {
        // More of what was pasted follows: its last character draws the line.
        this.line = line;
        this.cursor += text.length;
        this._writeToOutput(text);
      }
      return;
    }
    this.line += text;
    this.cursor += text.length;
    this._writeToOutput(text);
  },

  _deleteLeft() {
    if (this.cursor === 0 || this.line.length === 0)
      return;
    this._beforeEdit();
    const size = charLengthLeft(this.line, this.cursor);
    this._setLine(this.line.slice(0, this.cursor - size) + this.line.slice(this.cursor), this.cursor - size);
  },

  _deleteRight() {
    if (this.cursor >= this.line.length)
      return;
    this._beforeEdit();
    const size = charLengthAt(this.line, this.cursor);
    this._setLine(this.line.slice(0, this.cursor) + this.line.slice(this.cursor + size), this.cursor);
  },

  // How long the word is that ends, or begins, at the cursor.
  _wordLengthLeft() {
    const leading = this.line.slice(0, this.cursor);
    return /(?:[^\w\s]+|\w+|)\s*$/.exec(leading)[0].length;
  },

  _wordLengthRight() {
    return /^(?:\s+|[^\w\s]+|\w+)\s*/.exec(this.line.slice(this.cursor))?.[0].length ?? 0;
  },

  _wordLeft() {
    if (this.cursor > 0)
      this._moveCursor(-this._wordLengthLeft());
  },

  _wordRight() {
    if (this.cursor < this.line.length)
      this._moveCursor(this._wordLengthRight());
  },

  _deleteWordLeft() {
    if (this.cursor === 0)
      return;
    this._beforeEdit();
    const length = this._wordLengthLeft();
    this._setLine(this.line.slice(0, this.cursor - length) + this.line.slice(this.cursor), this.cursor - length);
  },

  _deleteWordRight() {
    if (this.cursor >= this.line.length)
      return;
    this._beforeEdit();
    const length = this._wordLengthRight();
    this._setLine(this.line.slice(0, this.cursor) + this.line.slice(this.cursor + length), this.cursor);
  },

  _deleteLineLeft() {
    this._beforeEdit();
    const killed = this.line.slice(0, this.cursor);
    this._setLine(this.line.slice(this.cursor), 0);
    this._kill(killed);
  },

  _deleteLineRight() {
    this._beforeEdit();
    const killed = this.line.slice(this.cursor);
    this._setLine(this.line.slice(0, this.cursor), this.cursor);
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
    const start = this.cursor - last.length;
    this._setLine(this.line.slice(0, start) + next + this.line.slice(this.cursor), start + next.length);
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
    this.line = '';
    this.cursor = 0;
    this.prevRows = 0;
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
    if (!completeOn.startsWith(prefix)) {
      this._beforeEdit();
      const start = this.cursor - completeOn.length;
      this._setLine(this.line.slice(0, start) + prefix + this.line.slice(this.cursor), start + prefix.length);
      return;
    }
    if (!lastKeypressWasTab)
      return;
    // The second time all are listed. An empty one parts groups.
    const widths = completions.map((text) => getStringWidth(text));
    const width = Math.max(...widths) + 2;
    const perRow = Math.floor(this.columns / width) || 1;
    let output = '\r\n';
    let inRow = 0;
    let spaces = 0;
    for (let i = 0; i < completions.length; i++) {
      if (completions[i] === '' || inRow === perRow) {
        output += '\r\n';
        inRow = 0;
        spaces = 0;
      } else {
        output += ' '.repeat(spaces);
      }
      if (completions[i] !== '') {
        output += completions[i];
        spaces = width - widths[i];
        inRow++;
      } else {
        output += '\r\n';
      }
    }
    if (inRow !== 0)
      output += '\r\n\r\n';
    this._writeToOutput(output);
    this._refreshLine();
  },

  // ---- keys ----

  _ttyWrite(text, key) {
    const previousKey = this._previousKey;
    key ||= {};
    this._previousKey = key;
    if (!key.meta || key.name !== 'y')
      this._yanking = false;
    // Up and down look for lines that begin with what stands before the cursor.
    if ((key.name === 'up' || key.name === 'down') && !key.ctrl && !key.meta && !key.shift) {
      if (this._substringSearch == null)
        this._substringSearch = this.line.slice(0, this.cursor);
    } else if (this._substringSearch != null) {
      this._substringSearch = null;
      if (this.history?.length === this.historyIndex)
        this.historyIndex = -1;
    }
    // Undo and redo have no names on every terminal.
    if (typeof key.sequence === 'string') {
      switch (key.sequence.codePointAt(0)) {
        case 0x1f:
          this._restore(this._undoStack, this._redoStack);
          return;
        case 0x1e:
          this._restore(this._redoStack, this._undoStack);
          return;
      }
    }
    if (key.name === 'escape')
      return;
    if (key.ctrl && key.shift) {
      if (key.name === 'backspace')
        this._deleteLineLeft();
      else if (key.name === 'delete')
        this._deleteLineRight();
    } else if (key.ctrl) {
      this._ctrlKey(key);
    } else if (key.meta) {
      this._metaKey(key);
    } else {
      this._plainKey(text, key, previousKey);
    }
  },

  _ctrlKey(key) {
    switch (key.name) {
      case 'c':
        if (this.listenerCount('SIGINT') > 0)
          this.emit('SIGINT');
        else
          this.close();
        break;
      case 'h': this._deleteLeft(); break;
      case 'd':
        if (this.cursor === 0 && this.line.length === 0)
          this.close();
        else if (this.cursor < this.line.length)
          this._deleteRight();
        break;
      case 'u': this._deleteLineLeft(); break;
      case 'k': this._deleteLineRight(); break;
      case 'a': this._moveCursor(-Infinity); break;
      case 'e': this._moveCursor(+Infinity); break;
      case 'b': this._moveCursor(-charLengthLeft(this.line, this.cursor)); break;
      case 'f': this._moveCursor(+charLengthAt(this.line, this.cursor)); break;
      case 'l':
        cursorTo(this.output, 0, 0);
        clearScreenDown(this.output);
        this._refreshLine();
        break;
      case 'n': this._historyNext(); break;
      case 'p': this._historyPrev(); break;
      case 'y': this._yank(); break;
      case 'z': this._suspend(); break;
      case 'w':
      case 'backspace': this._deleteWordLeft(); break;
      case 'delete': this._deleteWordRight(); break;
      case 'left': this._wordLeft(); break;
      case 'right': this._wordRight(); break;
    }
  },

  _suspend() {
    if (this.listenerCount('SIGTSTP') > 0) {
      this.emit('SIGTSTP');
      return;
    }
    process.once('SIGCONT', () => {
      // Events must not be raised while the process stands still.
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

  _metaKey(key) {
    switch (key.name) {
      case 'b': this._wordLeft(); break;
      case 'f': this._wordRight(); break;
      case 'd':
      case 'delete': this._deleteWordRight(); break;
      case 'backspace': this._deleteWordLeft(); break;
      case 'y': this._yankPop(); break;
    }
  },

  _plainKey(text, key, previousKey) {
    // A \n right after a \r is the same end of a line.
    if (this._sawReturnAt && key.name !== 'enter')
      this._sawReturnAt = 0;
    switch (key.name) {
      case 'return':
        this._sawReturnAt = Date.now();
        this._line();
        break;
      case 'enter':
        if (this._sawReturnAt === 0 || Date.now() - this._sawReturnAt > this.crlfDelay)
          this._line();
        this._sawReturnAt = 0;
        break;
      case 'backspace': this._deleteLeft(); break;
      case 'delete': this._deleteRight(); break;
      case 'left': this._moveCursor(-charLengthLeft(this.line, this.cursor)); break;
      case 'right': this._moveCursor(+charLengthAt(this.line, this.cursor)); break;
      case 'home': this._moveCursor(-Infinity); break;
      case 'end': this._moveCursor(+Infinity); break;
      case 'up': this._historyPrev(); break;
      case 'down': this._historyNext(); break;
      case 'tab':
        if (typeof this.completer === 'function' && this.isCompletionEnabled) {
          this._tabComplete(previousKey && previousKey.name === 'tab');
          break;
        }
        // falls through
      default:
        this._typed(text);
    }
  },

  _typed(text) {
    if (typeof text !== 'string' || text.length === 0)
      return;
    const lines = text.split(lineEnding);
    for (let i = 0; i < lines.length; i++) {
      if (i > 0)
        this._line();
      this._insertString(lines[i]);
    }
  },
};

function addEditing(prototype) {
  for (const name of Object.keys(editing)) {
    Object.defineProperty(prototype, name,
                          { __proto__: null, value: editing[name], writable: true, configurable: true, enumerable: true });
  }
}

module.exports = { addEditing };
