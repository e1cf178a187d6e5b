'use strict';

// How many columns of a terminal a text takes, and text without its escape sequences.

// ECMA-48: an operating system command (up to BEL or ST), a control sequence with its parameters, or a lone escape.
const kEscapeSequence = new RegExp(
  '\\u001b\\][^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c)' +
  '|[\\u001b\\u009b][[\\]()#;?]*(?:\\d{1,4}(?:[;:]\\d{0,4})*)?[\\dA-PR-TZcf-nq-uy=><~]', 'g');

function stripVTControlCharacters(text) {
  require('internal/validators').validateString(text, 'str');
  // Nothing to strip without one of the introducers.
  if (!text.includes('\u001b') && !text.includes('\u009b')) return text;
  return text.replace(kEscapeSequence, '');
}

// Made on first use: there is no Unicode data while the startup snapshot is made.
let zeroWidth;
let emoji;

// Ranges of code points: the first and the last of each.
const kZeroWidth = [
  0, 0x1f, 0x7f, 0x9f, 0x300, 0x36f, 0x200b, 0x200f, 0x20d0, 0x20ff, 0xfe00, 0xfe0f, 0xfe20, 0xfe2f, 0xe0100, 0xe01ef,
];
// Wide and fullwidth characters of East Asian scripts (Unicode, East Asian Width W and F).
const kFullWidth = [
  0x1100, 0x115f, 0x2329, 0x232a, 0x2e80, 0x303e, 0x3041, 0x3247, 0x3250, 0x4dbf, 0x4e00, 0xa4c6, 0xa960, 0xa97c,
  0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6b, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x17000, 0x18cd5,
  0x1b000, 0x1b2fb, 0x1f200, 0x1f251, 0x20000, 0x3fffd,
];

function isIn(ranges, code) {
  for (let i = 0; i < ranges.length && code >= ranges[i]; i += 2) {
    if (code <= ranges[i + 1]) return true;
  }
  return false;
}

function isZeroWidthCodePoint(code) {
  return isIn(kZeroWidth, code);
}

function getStringWidth(text, removeControlChars = true) {
  let width = 0;
  if (removeControlChars) text = stripVTControlCharacters(text);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 127) return width + widthOfUnicode(text.slice(i).normalize('NFC'));
    if (code >= 32) width++;
  }
  return width;
}

function widthOfUnicode(text) {
  zeroWidth ??= new RegExp('^[\\p{Mn}\\p{Me}\\p{Cf}\\p{Cc}\\u1160-\\u11ff\\ud7b0-\\ud7ff]$', 'u');
  emoji ??= new RegExp('^\\p{Emoji_Presentation}$', 'u');
  let width = 0;
  for (const char of text) {
    const code = char.codePointAt(0);
    if (isIn(kFullWidth, code) || emoji.test(char)) width += 2;
    else if (!isZeroWidthCodePoint(code) && !zeroWidth.test(char)) width++;
  }
  return width;
}

module.exports = { getStringWidth, isZeroWidthCodePoint, stripVTControlCharacters };
