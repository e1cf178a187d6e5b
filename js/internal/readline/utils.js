'use strict';

// Keys from the bytes that a terminal sends, and small things about the
// characters of a line.

const kEscape = '\x1b';

// How many code units the character before or at a place has. At the end there is room for one more.
function charLengthLeft(text, place) {
  if (place <= 0) return 0;
  return place > 1 && charLengthAt(text, place - 2) === 2 ? 2 : 1;
}

function charLengthAt(text, place) {
  return (text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1;
}

function commonPrefix(texts) {
  if (texts.length === 0) return '';
  return texts.reduce((prefix, text) => {
    let length = 0;
    while (length < prefix.length && prefix[length] === text[length]) length++;
    return prefix.slice(0, length);
  });
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
  key.name = namesOfCodes[code] ?? namesWithShift[code] ?? namesWithCtrl[code] ?? 'undefined';
  if (namesOfCodes[code] !== undefined) return;
  if (namesWithShift[code] !== undefined) key.shift = true;
  else if (namesWithCtrl[code] !== undefined) key.ctrl = true;
}

const namesOfCharacters = {
  '__proto__': null,
  '\r': 'return', '\n': 'enter', '\t': 'tab', '\b': 'backspace', '\x7f': 'backspace', [kEscape]: 'escape', ' ': 'space',
};

// Fills `key` from one character that begins no escape sequence.
function nameCharacter(key, character, escaped) {
  const isPlain = /^[a-z0-9]$/i.test(character);
  const name = namesOfCharacters[character];
  if (name === undefined && !isPlain && !escaped) {
    if (character > '\x1a') return;
    // Ctrl and a letter.
    key.name = String.fromCharCode(character.charCodeAt(0) | 0x60);
    key.ctrl = true;
    return;
  }
  key.meta = escaped;
  key.name = name ?? (isPlain ? character.toLowerCase() : undefined);
  if (character === '') key.name = 'escape';
  key.shift = isPlain && character !== key.name;
}

// What may follow ESC O or ESC [ without being complete.
const incomplete = {
  '__proto__': null,
  'O': /^\d?$/,
  '[': /^\[?(\d{0,3}|\d{0,3};\d?)$/,
};

// Complete ones: a number, a modifier, a mark; or a modifier and a letter.
const kCommand = /^(?:(?<number>\d\d?)(?:;(?<modifier>\d))?(?<mark>[~^$])|(?:(?:\d;)?(?<modifier>\d))?(?<mark>[a-z]))$/i;

// After ESC O: a modifier and whatever it is.
const kLetter = /^(?<modifier>\d)?(?<mark>.*)$/s;

// Fills `key` from what followed ESC and `introducer`.
function nameSequence(key, introducer, body) {
  let prefix = introducer;
  let command = body;
  if (introducer === '[' && body[0] === '[') {
    prefix = '[[';
    command = body.slice(1);
  }
  // An escape that has ended early is known by its bracket.
  if (introducer === '[' && command === '') command = '[';
  const pattern = introducer === 'O' ? kLetter : kCommand;
  const { number = '', modifier = 1, mark = command } = pattern.exec(command)?.groups ?? {};
  const bits = modifier - 1;
  key.ctrl = (bits & 4) !== 0;
  key.meta = (bits & 10) !== 0;
  key.shift = (bits & 1) !== 0;
  nameCode(key, prefix + number + mark);
}

// Takes one character after the other (next(character), '' for the end of a waiting escape) and emits 'keypress' on the stream.
function* emitKeys(stream) {
  for (;;) {
    let character = yield;
    const key = { sequence: character, name: undefined, ctrl: false, meta: false, shift: false };
    const escaped = character === kEscape;
    for (let escapes = 1; character === kEscape && escapes <= 2; escapes++) key.sequence += character = yield;

    const pattern = escaped ? incomplete[character] : undefined;
    if (pattern === undefined) {
      nameCharacter(key, character, escaped);
    } else {
      let body = '';
      do {
        const next = yield;
        if (next === '') break;
        body += next;
      } while (pattern.test(body));
      key.sequence += body;
      nameSequence(key, character, body);
    }
    const { name, sequence } = key;
    const isKey = sequence.length !== 0 && (name !== undefined || escaped);
    // Otherwise it is a character that is no key of its own, or nothing.
    if (isKey || charLengthAt(sequence, 0) === sequence.length) {
      stream.emit('keypress', escaped && isKey ? undefined : sequence, key);
    }
  }
}

module.exports = { charLengthAt, charLengthLeft, commonPrefix, emitKeys };
