'use strict';

// Colours of util.inspect: the tables that users may change, and how a piece of text gets its escape sequences.

const { defineProperty } = Object;

// The codes that turn a style on and off, in the order in which programs see them.
const colors = { __proto__: null };

for (const { 0: name, 1: on, 2: off = on + 20 } of [
  ['reset', 0, 0], ['bold', 1, 22], ['dim', 2], ['italic', 3], ['underline', 4], ['blink', 5], ['inverse', 7], ['hidden', 8],
  ['strikethrough', 9], ['doubleunderline', 21, 24],
]) colors[name] = [on, off];

const dark = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const bright = ['gray', ...dark.slice(1).map((name) => `${name}Bright`)];

function addPalette(names, first, off) {
  for (const { 0: index, 1: name } of names.entries()) colors[name] = [first + index, off];
}

function backgrounds(names) {
  return names.map((name) => `bg${name[0].toUpperCase()}${name.slice(1)}`);
}

addPalette(dark, 30, 39);
addPalette(backgrounds(dark), 40, 49);
colors.framed = [51, 54];
colors.overlined = [53, 55];
addPalette(bright, 90, 39);
addPalette(backgrounds(bright), 100, 49);

const aliases = {
  grey: 'gray',
  blackBright: 'gray',
  bgGrey: 'bgGray',
  bgBlackBright: 'bgGray',
  faint: 'dim',
  crossedout: 'strikethrough',
  strikeThrough: 'strikethrough',
  crossedOut: 'strikethrough',
  conceal: 'hidden',
  swapColors: 'inverse',
  swapcolors: 'inverse',
  doubleUnderline: 'doubleunderline',
};

for (const alias of Object.keys(aliases)) {
  const name = aliases[alias];
  defineProperty(colors, alias, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      return this[name];
    },
    set(value) {
      this[name] = value;
    },
  });
}

const styles = {
  __proto__: null,
  special: 'cyan',
  number: 'yellow',
  bigint: 'yellow',
  boolean: 'yellow',
  undefined: 'grey',
  null: 'bold',
  string: 'green',
  symbol: 'green',
  date: 'magenta',
  // 'name' is left out on purpose: property names have no style of their own.
  regexp: highlightRegExp,
  module: 'underline',
};

highlightRegExp.colors = ['green', 'red', 'yellow', 'cyan', 'magenta'];

// Colours the parts of a regular expression; what is nested in groups moves on in the palette.
function highlightRegExp(source) {
  const palette = highlightRegExp.colors.map((name) => colors[name] ?? [0, 0]);
  let result = '';
  let depth = 1;
  let inClass = false;
  let classStart = 0;
  let i = 1;

  const write = (text, shade) => {
    const { 0: open, 1: close } = palette[shade % palette.length];
    result += `\u001b[${open}m${text}\u001b[${close}m`;
    i += text.length;
  };
  const writeMatch = (expression, shade) => {
    expression.lastIndex = i;
    const match = expression.exec(source);
    if (match !== null && match[0] !== '') write(match[0], shade);
  };

  const writeEscape = () => {
    const next = source[i + 1];
    const inner = inClass ? depth + 1 : depth;
    if ((next === 'p' || next === 'P' || next === 'u') && source[i + 2] === '{') {
      write(source.slice(i, i + 3), inner);
      writeMatch(/[^}]*/y, inner + 1);
      write(source[i], inner);
    } else if (next === 'k' && source[i + 2] === '<' && !inClass && source.includes('>', i)) {
      write(source.slice(i, i + 3), depth + palette.length - 1);
      writeMatch(/[^>]*/y, depth);
      write(source[i], depth + palette.length - 1);
    } else if (next === 'k' && source[i + 2] === '<' && !inClass) {
      write(source.slice(i, i + 3), depth + 1);
    } else if (next === 'x') {
      write(source.slice(i, i + 4), depth + 1);
    } else if (next >= '0' && next <= '9' && !inClass) {
      writeMatch(/\\\d+/y, depth + 1);
    } else {
      write(source.slice(i, i + 2), depth + 1);
    }
  };

  const writeGroupStart = () => {
    write('(', depth);
    depth++;
    if (source[i] !== '?') return;
    const outer = depth - 1;
    const next = source[i + 1];
    if (next === ':' || next === '=' || next === '!') {
      write(source.slice(i, i + 2), outer);
    } else if (next === '<' && (source[i + 2] === '=' || source[i + 2] === '!')) {
      write(source.slice(i, i + 3), outer);
    } else if (next === '<') {
      write('?<', outer);
      writeMatch(/[^>]*/y, depth);
      write('>', outer);
    } else {
      // Modifiers: (?i-s:
      write('?', depth);
    }
  };

  const writeQuantifier = () => {
    write('{', depth);
    writeMatch(/\d+/y, depth + 2);
    if (source[i] === ',') {
      write(',', depth + 1);
      writeMatch(/\d+/y, depth + 2);
    }
    if (i < source.length) write(source[i], depth);
  };

  result += paint('/', palette[0]);
  while (i < source.length) {
    const char = source[i];
    if (char === '/' && !inClass) break;
    if (char === '\\') {
      writeEscape();
    } else if (inClass) {
      if (char === ']') {
        inClass = false;
        write(char, depth);
      } else if (char === '-' && i !== classStart && source[i + 1] !== ']') {
        write(char, depth + 2);
      } else {
        write(char, depth + 1);
      }
    } else if (char === '[') {
      write(char, depth);
      inClass = true;
      classStart = i;
    } else if (char === '(') {
      writeGroupStart();
    } else if (char === ')') {
      depth = Math.max(1, depth - 1);
      write(char, depth);
    } else if (char === '{' && /[\d,]/.test(source[i + 1])) {
      writeQuantifier();
    } else if (char === '.') {
      write(char, depth + 2);
    } else if ('^$*+?|,'.includes(char)) {
      write(char, depth + 3);
    } else {
      write(char, depth + 1);
    }
  }
  result += paint('/', palette[0]);
  const flags = source.slice(i + 1);
  if (flags !== '') result += paint(flags, palette[1 % palette.length]);
  return result;
}

function paint(text, color) {
  return `\u001b[${color[0]}m${text}\u001b[${color[1]}m`;
}

function stylizeWithColor(text, styleType) {
  const style = styles[styleType];
  if (typeof style === 'function') return style(text);
  const color = colors[style];
  return color === undefined ? text : paint(text, color);
}

function stylizeNoColor(text) {
  return text;
}

module.exports = { colors, styles, stylizeNoColor, stylizeWithColor };
