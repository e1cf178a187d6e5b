'use strict';

// Colours of util.inspect: the tables that users may change, and how a piece of text gets its escape sequences.

const { defineProperty } = Object;

const colors = Object.assign({ __proto__: null }, {
  reset: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  blink: [5, 25],
  inverse: [7, 27],
  hidden: [8, 28],
  strikethrough: [9, 29],
  doubleunderline: [21, 24],
  black: [30, 39],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  white: [37, 39],
  bgBlack: [40, 49],
  bgRed: [41, 49],
  bgGreen: [42, 49],
  bgYellow: [43, 49],
  bgBlue: [44, 49],
  bgMagenta: [45, 49],
  bgCyan: [46, 49],
  bgWhite: [47, 49],
  framed: [51, 54],
  overlined: [53, 55],
  gray: [90, 39],
  redBright: [91, 39],
  greenBright: [92, 39],
  yellowBright: [93, 39],
  blueBright: [94, 39],
  magentaBright: [95, 39],
  cyanBright: [96, 39],
  whiteBright: [97, 39],
  bgGray: [100, 49],
  bgRedBright: [101, 49],
  bgGreenBright: [102, 49],
  bgYellowBright: [103, 49],
  bgBlueBright: [104, 49],
  bgMagentaBright: [105, 49],
  bgCyanBright: [106, 49],
  bgWhiteBright: [107, 49],
});

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

const styles = Object.assign({ __proto__: null }, {
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
});

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
  if (style !== undefined) {
    const color = colors[style];
    if (color !== undefined) return `\u001b[${color[0]}m${text}\u001b[${color[1]}m`;
    if (typeof style === 'function') return style(text);
  }
  return text;
}

function stylizeNoColor(text) {
  return text;
}

module.exports = { colors, styles, stylizeNoColor, stylizeWithColor };
