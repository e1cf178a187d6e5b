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

function isZeroWidthCodePoint(code) {
  return code <= 0x1f || (code >= 0x7f && code <= 0x9f) || (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x200b && code <= 0x200f) || (code >= 0x20d0 && code <= 0x20ff) || (code >= 0xfe00 && code <= 0xfe0f) ||
    (code >= 0xfe20 && code <= 0xfe2f) || (code >= 0xe0100 && code <= 0xe01ef);
}

// Wide and fullwidth characters of East Asian scripts (Unicode, East Asian Width W and F).
function isFullWidthCodePoint(code) {
  return code >= 0x1100 && (
    code <= 0x115f || code === 0x2329 || code === 0x232a ||
    (code >= 0x2e80 && code <= 0x303e) || (code >= 0x3041 && code <= 0x3247) || (code >= 0x3250 && code <= 0x4dbf) ||
    (code >= 0x4e00 && code <= 0xa4c6) || (code >= 0xa960 && code <= 0xa97c) || (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe10 && code <= 0xfe19) || (code >= 0xfe30 && code <= 0xfe6b) ||
    (code >= 0xff01 && code <= 0xff60) || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x17000 && code <= 0x18cd5) ||
    (code >= 0x1b000 && code <= 0x1b2fb) || (code >= 0x1f200 && code <= 0x1f251) ||
    (code >= 0x20000 && code <= 0x3fffd));
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
    if (isFullWidthCodePoint(code) || emoji.test(char)) width += 2;
    else if (!isZeroWidthCodePoint(code) && !zeroWidth.test(char)) width++;
  }
  return width;
}

module.exports = { getStringWidth, isZeroWidthCodePoint, stripVTControlCharacters };
