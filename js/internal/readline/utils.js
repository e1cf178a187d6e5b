'use strict';

// Keys from the bytes that a terminal sends, and small things about the
// characters of a line.

const kEscape = '\x1b';

function charLengthLeft(text, i) {
  if (i <= 0)
    return 0;
  return i > 1 && text.codePointAt(i - 2) > 0xffff ? 2 : 1;
}

function charLengthAt(text, i) {
  // At the end there is room for one more character.
  if (text.length <= i)
    return 1;
  return text.codePointAt(i) > 0xffff ? 2 : 1;
}

function commonPrefix(texts) {
  if (texts.length === 0)
    return '';
  const sorted = texts.toSorted();
  const first = sorted[0];
  const last = sorted.at(-1);
  let length = 0;
  while (length < first.length && first[length] === last[length])
    length++;
  return first.slice(0, length);
}

// What comes after ESC [ or ESC O, by the terminals that send it: xterm, rxvt,
// gnome, putty, the Linux console.
const namesOfCodes = {
  '__proto__': null,
  'OP': 'f1', 'OQ': 'f2', 'OR': 'f3', 'OS': 'f4',
  '[P': 'f1', '[Q': 'f2', '[R': 'f3', '[S': 'f4',
  '[11~': 'f1', '[12~': 'f2', '[13~': 'f3', '[14~': 'f4',
  '[200~': 'paste-start', '[201~': 'paste-end',
  '[[A': 'f1', '[[B': 'f2', '[[C': 'f3', '[[D': 'f4', '[[E': 'f5',
  '[15~': 'f5', '[17~': 'f6', '[18~': 'f7', '[19~': 'f8', '[20~': 'f9', '[21~': 'f10', '[23~': 'f11', '[24~': 'f12',
  '[A': 'up', '[B': 'down', '[C': 'right', '[D': 'left', '[E': 'clear', '[F': 'end', '[H': 'home',
  'OA': 'up', 'OB': 'down', 'OC': 'right', 'OD': 'left', 'OE': 'clear', 'OF': 'end', 'OH': 'home',
  '[1~': 'home', '[2~': 'insert', '[3~': 'delete', '[4~': 'end', '[5~': 'pageup', '[6~': 'pagedown',
  '[[5~': 'pageup', '[[6~': 'pagedown', '[7~': 'home', '[8~': 'end',
};
const namesWithShift = {
  '__proto__': null,
  '[a': 'up', '[b': 'down', '[c': 'right', '[d': 'left', '[e': 'clear',
  '[2$': 'insert', '[3$': 'delete', '[5$': 'pageup', '[6$': 'pagedown', '[7$': 'home', '[8$': 'end', '[Z': 'tab',
};
const namesWithCtrl = {
  '__proto__': null,
  'Oa': 'up', 'Ob': 'down', 'Oc': 'right', 'Od': 'left', 'Oe': 'clear',
  '[2^': 'insert', '[3^': 'delete', '[5^': 'pageup', '[6^': 'pagedown', '[7^': 'home', '[8^': 'end',
};

function nameCode(key, code) {
  key.code = code;
  if (namesOfCodes[code] !== undefined) {
    key.name = namesOfCodes[code];
  } else if (namesWithShift[code] !== undefined) {
    key.name = namesWithShift[code];
    key.shift = true;
  } else if (namesWithCtrl[code] !== undefined) {
    key.name = namesWithCtrl[code];
    key.ctrl = true;
  } else {
    key.name = 'undefined';
  }
}

// Fills `key` from one character that begins no escape sequence; whether it is a
// key at all.
function nameCharacter(key, ch, escaped) {
  if (ch === '\r') {
    key.name = 'return';
    key.meta = escaped;
  } else if (ch === '\n') {
    key.name = 'enter';
    key.meta = escaped;
  } else if (ch === '\t') {
    key.name = 'tab';
    key.meta = escaped;
  } else if (ch === '\b' || ch === '\x7f') {
    key.name = 'backspace';
    key.meta = escaped;
  } else if (ch === kEscape) {
    key.name = 'escape';
    key.meta = escaped;
  } else if (ch === ' ') {
    key.name = 'space';
    key.meta = escaped;
  } else if (!escaped && ch <= '\x1a') {
    key.name = String.fromCharCode(ch.charCodeAt(0) + 'a'.charCodeAt(0) - 1);
    key.ctrl = true;
  } else if (/^[0-9A-Za-z]$/.test(ch)) {
    key.name = ch.toLowerCase();
    key.shift = /^[A-Z]$/.test(ch);
    key.meta = escaped;
  } else if (escaped) {
    // Meta and a character that has no name.
    key.name = ch.length > 0 ? undefined : 'escape';
    key.meta = true;
  }
}

// Takes one character after the other (next(character), '' for the end of a
// waiting escape) and emits 'keypress' on the stream.
function* emitKeys(stream) {
  for (;;) {
    let ch = yield;
    let sequence = ch;
    let escaped = false;
    const key = { sequence: null, name: undefined, ctrl: false, meta: false, shift: false };

    if (ch === kEscape) {
      escaped = true;
      sequence += ch = yield;
      if (ch === kEscape)
        sequence += ch = yield;
    }
    if (escaped && (ch === 'O' || ch === '[')) {
      let code = ch;
      let modifier = 0;
      if (ch === 'O') {
        // ESC O letter, ESC O modifier letter
        sequence += ch = yield;
        if (ch >= '0' && ch <= '9') {
          modifier = ch.charCodeAt(0) - 48 - 1;
          sequence += ch = yield;
        }
        code += ch;
      } else {
        // ESC [ letter, ESC [ modifier letter, ESC [ [ letter,
        // ESC [ number ; modifier ~ or letter
        sequence += ch = yield;
        if (ch === '[') {
          code += ch;
          sequence += ch = yield;
        }
        const start = sequence.length - 1;
        while (ch >= '0' && ch <= '9' && sequence.length - start <= 3)
          sequence += ch = yield;
        if (ch === ';') {
          sequence += ch = yield;
          if (ch >= '0' && ch <= '9')
            sequence += yield;
        }
        const command = sequence.slice(start);
        let match;
        if ((match = /^(?:(\d\d?)(?:;(\d))?([~^$])|(\d{3}~))$/.exec(command))) {
          if (match[4]) {
            code += match[4];
          } else {
            code += match[1] + match[3];
            modifier = (match[2] || 1) - 1;
          }
        } else if ((match = /^((\d;)?(\d))?([A-Za-z])$/.exec(command))) {
          code += match[4];
          modifier = (match[3] || 1) - 1;
        } else {
          code += command;
        }
      }
      key.ctrl = Boolean(modifier & 4);
      key.meta = Boolean(modifier & 10);
      key.shift = Boolean(modifier & 1);
      nameCode(key, code);
    } else {
      nameCharacter(key, ch, escaped);
    }

    key.sequence = sequence;
    if (sequence.length !== 0 && (key.name !== undefined || escaped)) {
      stream.emit('keypress', escaped ? undefined : sequence, key);
    } else if (charLengthAt(sequence, 0) === sequence.length) {
      // A character that is no key of its own.
      stream.emit('keypress', sequence, key);
    }
  }
}

module.exports = { charLengthAt, charLengthLeft, commonPrefix, emitKeys };
