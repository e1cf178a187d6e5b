// Glob patterns: braces expanded, split into segments, each segment a literal, a regular expression or a globstar.

'use strict';

// A segment that stands for any number of directories, none included.
const GLOBSTAR = Symbol('GLOBSTAR');

const posixClasses = {
  __proto__: null,
  alnum: '\\p{L}\\p{Nl}\\p{Nd}',
  alpha: '\\p{L}\\p{Nl}',
  ascii: '\\x00-\\x7f',
  blank: '\\p{Zs}\\t',
  cntrl: '\\p{Cc}',
  digit: '\\p{Nd}',
  graph: '\\x21-\\x7e',
  lower: '\\p{Ll}',
  print: '\\x20-\\x7e',
  punct: '\\p{P}',
  space: '\\p{Z}\\t\\r\\n\\v\\f',
  upper: '\\p{Lu}',
  word: '\\p{L}\\p{Nl}\\p{Nd}\\p{Pc}',
  xdigit: 'A-Fa-f0-9',
};

// --- braces ----------------------------------------------------------------------------------------------------------

const kMaxExpansions = 100_000;

// The place of the brace that closes the one at `open`, and of the commas between them; undefined without one.
function findBraces(pattern, open) {
  const commas = [];
  let depth = 0;
  for (let i = open; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return { close: i, commas };
    else if (character === ',' && depth === 1) commas.push(i);
  }
}

// The members of {a..c} or {1..9..2}; undefined for what is not a range.
function expandRange(body) {
  const match = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(body);
  if (match === null) return undefined;
  const { 1: from, 2: to, 3: increment } = match;
  const isNumeric = /\d/.test(from);
  if (isNumeric !== /\d/.test(to)) return undefined;
  const width = isNumeric && [from, to].some((n) => /^-?0\d/.test(n)) ? Math.max(from.length, to.length) : 0;
  const start = isNumeric ? Number(from) : from.charCodeAt(0);
  const end = isNumeric ? Number(to) : to.charCodeAt(0);
  const step = Math.max(Math.abs(Number(increment ?? 1)), 1);
  const members = [];
  for (let n = start; start <= end ? n <= end : n >= end; n += start <= end ? step : -step) {
    if (members.length === kMaxExpansions) break;
    if (!isNumeric) {
      members.push(String.fromCharCode(n));
    } else {
      const digits = String(Math.abs(n));
      const sign = n < 0 ? '-' : '';
      members.push(sign + digits.padStart(width - sign.length, '0'));
    }
  }
  return members;
}

// All the patterns that a pattern with braces stands for.
function expandBraces(pattern) {
  let from = 0;
  for (;;) {
    const open = pattern.indexOf('{', from);
    if (open === -1) return [pattern];
    const found = findBraces(pattern, open);
    if (found === undefined || (open > 0 && pattern[open - 1] === '$')) {
      from = open + 1;
      continue;
    }
    const body = pattern.slice(open + 1, found.close);
    let alternatives;
    if (found.commas.length > 0) {
      const ends = [open, ...found.commas, found.close];
      alternatives = ends.slice(1).flatMap((end, i) => expandBraces(pattern.slice(ends[i] + 1, end)));
    } else {
      alternatives = expandRange(body);
    }
    if (alternatives === undefined) {
      from = open + 1;
      continue;
    }
    const head = pattern.slice(0, open);
    const tails = expandBraces(pattern.slice(found.close + 1));
    return alternatives.flatMap((middle) => tails.map((tail) => head + middle + tail)).slice(0, kMaxExpansions);
  }
}

// --- segments --------------------------------------------------------------------------------------------------------

function escape(text) {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function escapeInClass(text) {
  return text.replace(/[\\^\]-]/g, '\\$&');
}

// The character class that starts at `start`; undefined when it is not closed.
function parseClass(segment, start) {
  let i = start + 1;
  const negated = segment[i] === '!' || segment[i] === '^';
  if (negated) i++;
  let body = '';
  for (let first = true; i < segment.length; first = false) {
    const character = segment[i];
    if (character === ']' && !first) {
      return { source: body === '' ? '(?!)' : `[${negated ? '^/' : ''}${body}]`, next: i + 1 };
    }
    const named = /^\[:([a-z]+):\]/.exec(segment.slice(i));
    if (named !== null && posixClasses[named[1]] !== undefined) {
      body += posixClasses[named[1]];
      i += named[0].length;
      continue;
    }
    if (segment[i + 1] === '-' && i + 2 < segment.length && segment[i + 2] !== ']') {
      // A range that runs backwards matches nothing.
      if (character <= segment[i + 2]) body += `${escapeInClass(character)}-${escapeInClass(segment[i + 2])}`;
      i += 3;
      continue;
    }
    body += escapeInClass(character);
    i++;
  }
}

// The alternatives of the extended pattern whose parenthesis is at `open`, and where it ends; undefined without an end.
function parseAlternatives(segment, open) {
  const alternatives = [];
  let depth = 0;
  let start = open + 1;
  for (let i = open; i < segment.length; i++) {
    const character = segment[i];
    if (character === '[') {
      const found = parseClass(segment, i);
      if (found !== undefined) i = found.next - 1;
    } else if (character === '(') {
      depth++;
    } else if (character === '|' && depth === 1) {
      alternatives.push(segment.slice(start, i));
      start = i + 1;
    } else if (character === ')' && --depth === 0) {
      alternatives.push(segment.slice(start, i));
      return { alternatives, next: i + 1 };
    }
  }
}

// The source of a regular expression for a segment or a part of one, and whether it has any magic.
function compilePart(segment) {
  let source = '';
  let magic = false;
  for (let i = 0; i < segment.length;) {
    const character = segment[i];
    if (segment[i + 1] === '(' && '?*+@!'.includes(character)) {
      const found = parseAlternatives(segment, i + 1);
      if (found !== undefined) {
        const choice = found.alternatives.map((alternative) => compilePart(alternative).source).join('|');
        if (character === '!') {
          // What follows must not let the excluded text match as a whole either.
          const rest = compilePart(segment.slice(found.next)).source;
          source += `(?:(?!(?:${choice})${rest}$)[^/]*?)`;
        } else {
          source += `(?:${choice})${character === '@' ? '' : character}`;
        }
        magic = true;
        i = found.next;
        continue;
      }
    }
    if (character === '[') {
      const found = parseClass(segment, i);
      if (found !== undefined) {
        source += found.source;
        magic = true;
        i = found.next;
        continue;
      }
    }
    if (character === '*') {
      source += '[^/]*?';
      magic = true;
      while (segment[i + 1] === '*' && segment[i + 2] !== '(') i++;
    } else if (character === '?') {
      source += '[^/]';
      magic = true;
    } else {
      source += escape(character);
    }
    i++;
  }
  return { source, magic };
}

// Names that begin with a dot are matched by patterns that begin with one only.
function mayMatchDot(segment) {
  return segment[0] === '.' || /^[?*+@]\((?:[^()]*\|)?\./.test(segment);
}

function compileSegment(segment) {
  if (segment === '**') return GLOBSTAR;
  const { source, magic } = compilePart(segment);
  if (!magic) return segment;
  // A lone star does not match an empty name.
  const notEmpty = /^\*+$/.test(segment) ? '(?=.)' : '';
  return new RegExp(`^${mayMatchDot(segment) ? '(?!\\.{1,2}$)' : '(?!\\.)'}${notEmpty}${source}$`, 'su');
}

// The segments of a pattern without braces. A last empty segment asks for a directory; a first one is the root.
function parseSegments(pattern) {
  const parts = pattern.split('/');
  const segments = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part === '' && i > 0 && i < parts.length - 1) continue;
    if (part === '.') {
      if (i === parts.length - 1 && segments.length > 0) segments.push('');
      continue;
    }
    const last = segments.at(-1);
    if (part === '..' && typeof last === 'string' && last !== '..' && last !== '') {
      segments.pop();
      continue;
    }
    if (part === '**' && last === GLOBSTAR) continue;
    segments.push(compileSegment(part));
  }
  return segments;
}

// The patterns of a list, each as its segments. A backslash separates directories, as in patterns from Windows.
function parsePatterns(patterns) {
  return patterns.flatMap((pattern) => expandBraces(pattern.replaceAll('\\', '/'))).map(parseSegments);
}

// --- matching of whole paths -----------------------------------------------------------------------------------------

function matchesSegment(segment, name) {
  return typeof segment === 'string' ? segment === name : segment.test(name);
}

function matchesFrom(segments, i, parts, j) {
  for (; i < segments.length; i++, j++) {
    const segment = segments[i];
    if (segment === GLOBSTAR) {
      for (let k = j; k <= parts.length; k++) {
        if (matchesFrom(segments, i + 1, parts, k)) return true;
        if (parts[k]?.[0] === '.') return false;
      }
      return false;
    }
    if (j >= parts.length || !matchesSegment(segment, parts[j])) return false;
  }
  return j === parts.length;
}

// Whether a path, split into its parts, is one that the segments stand for.
function matchesPath(segments, parts) {
  return matchesFrom(segments, 0, parts, 0);
}

// --- path.matchesGlob() ----------------------------------------------------------------------------------------------

// Nothing is asked of the file system, so paths keep what only it knows: a '.' or a '..' that they begin with, and a last slash.

function splitPath(path, windows) {
  const parts = path.split(/\/+/);
  if (!windows) return parts;
  // Drives are the same in capitals; a path may begin with a server's name.
  if (/^[a-z]:$/.test(parts[0])) parts[0] = parts[0].toUpperCase();
  return /^\/\/[^/]/.test(path) ? ['', ...parts] : parts;
}

// Takes out what leads nowhere: empty parts, '.', and '..' with the part that it leaves.
function squeeze(parts, isPattern) {
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 1; i < parts.length - 1; i++) {
      const isServer = i === 1 && parts[0] === '' && parts[1] === '';
      if (isServer || (parts[i] !== '' && parts[i] !== '.')) continue;
      parts.splice(i--, 1);
      changed = true;
    }
    if (parts.length === 2 && parts[0] === '.' && (parts[1] === '' || parts[1] === '.')) parts.pop();
    for (let up = parts.indexOf('..', 1); up !== -1; up = parts.indexOf('..', up + 1)) {
      if ([undefined, '', '.', '..', '**'].includes(parts[up - 1])) continue;
      const needsDot = isPattern && up === 1 && parts[2] === '**';
      parts.splice(up - 1, 2, ...(needsDot ? ['.'] : []));
      up -= 2;
      changed = true;
    }
  }
  return parts.length === 0 ? [''] : parts;
}

const isHidden = (part) => part[0] === '.';

function matchesParts(segments, i, parts, j) {
  for (; i < segments.length && j < parts.length; i++, j++) {
    const segment = segments[i];
    if (segment === GLOBSTAR) {
      if (i + 1 === segments.length) return !parts.slice(j).some(isHidden);
      for (; j < parts.length; j++) {
        if (matchesParts(segments, i + 1, parts, j)) return true;
        if (isHidden(parts[j])) return false;
      }
      return false;
    }
    if (!matchesSegment(segment, parts[j])) return false;
  }
  // A last slash that the pattern does not ask for is no harm.
  if (j < parts.length) return i === segments.length && j === parts.length - 1 && parts[j] === '';
  return i === segments.length;
}

function matchGlobPattern(path, pattern, windows = false) {
  if (pattern === '') return path === '';
  const parts = squeeze(splitPath(windows ? path.replaceAll('\\', '/') : path, windows), false);
  return expandBraces(pattern.replaceAll('\\', '/')).some((expanded) => {
    const segments = squeeze(splitPath(expanded, windows), true)
      .filter((part, i, all) => part !== '**' || all[i - 1] !== '**').map(compileSegment);
    return matchesParts(segments, 0, parts, 0);
  });
}

module.exports = { GLOBSTAR, matchGlobPattern, matchesPath, matchesSegment, parsePatterns };
