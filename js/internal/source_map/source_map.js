// A source map: from a place in generated text to the place it was generated from (the Source Map format, ECMA-426).
'use strict';

const { validateObject } = require('internal/validators');

const kDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
let digitValues;

// Reads the numbers of `mappings`: base 64 digits of five bits and a bit that says that more follow, lowest first; the sign
// is the lowest bit of the whole. A character that is no digit ends the text.
class VLQReader {
  constructor(text) {
    this.text = text;
    this.at = 0;
    if (digitValues === undefined) {
      digitValues = new Map();
      for (let value = 0; value < kDigits.length; value++) digitValues.set(kDigits[value], value);
    }
  }

  // Whether a number follows, and not a separator or the end.
  hasNumber() {
    return digitValues.has(this.text[this.at]);
  }

  number() {
    let result = 0;
    let shift = 0;
    for (;;) {
      const digit = digitValues.get(this.text[this.at]);
      if (digit === undefined) break;
      this.at++;
      result += (digit & 31) << shift;
      shift += 5;
      if ((digit & 32) === 0) break;
    }
    if ((result & 1) === 0) return result >>> 1;
    // There is no other use for a negative nothing.
    return result === 1 ? -0x80000000 : -(result >>> 1);
  }
}

// Appends the entries of one map, whose text starts at (`line`, `column`) of the whole.
function readMappings(map, line, column, entries) {
  const { sources, names = [] } = map;
  const reader = new VLQReader(map.mappings);
  const firstLine = line;
  let generatedColumn = column;
  let sourceIndex = 0;
  let originalLine = 0;
  let originalColumn = 0;
  let nameIndex = 0;
  const { length } = reader.text;
  while (reader.at < length) {
    const char = reader.text[reader.at];
    if (char === ';') {
      line++;
      generatedColumn = 0;
      reader.at++;
      continue;
    }
    if (!reader.hasNumber()) {
      reader.at++;
      continue;
    }
    generatedColumn += reader.number();
    const entry = {
      generatedLine: line,
      generatedColumn,
      originalSource: undefined,
      originalLine: undefined,
      originalColumn: undefined,
      name: undefined,
    };
    if (reader.hasNumber()) {
      sourceIndex += reader.number();
      originalLine += reader.number();
      originalColumn += reader.number();
      entry.originalSource = sources[sourceIndex];
      entry.originalLine = originalLine;
      entry.originalColumn = originalColumn;
      if (reader.hasNumber()) {
        nameIndex += reader.number();
        entry.name = names[nameIndex];
      }
    }
    entries.push(entry);
  }
  return line - firstLine;
}

function readPayload(payload) {
  const entries = [];
  if (payload.sections !== undefined) {
    for (const { map, offset } of payload.sections) readMappings(map, offset.line, offset.column, entries);
  } else if (payload.sources.length > 0) {
    readMappings(payload, 0, 0, entries);
  }
  // What generates maps need not write a line's columns in order.
  return entries.sort((a, b) => a.generatedLine - b.generatedLine || a.generatedColumn - b.generatedColumn);
}

class SourceMap {
  #payload;
  #lineLengths;
  #entries;

  constructor(payload, { lineLengths } = { __proto__: null }) {
    validateObject(payload, 'payload');
    this.#payload = structuredClone(payload);
    this.#lineLengths = Array.isArray(lineLengths) ? lineLengths.slice() : undefined;
    this.#entries = readPayload(this.#payload);
  }

  // A copy of what the map was made from.
  get payload() {
    return structuredClone(this.#payload);
  }

  // A copy of the lengths of the lines of the generated text.
  get lineLengths() {
    return this.#lineLengths?.slice();
  }

  // The last entry at or before a place, both counted from 0; an empty object where there is none.
  findEntry(lineOffset, columnOffset) {
    const entries = this.#entries;
    const isAfter = ({ generatedLine: line, generatedColumn: column }) =>
      line > lineOffset || (line === lineOffset && column > columnOffset);
    // Those before `from` are not after the place, those from `to` on are.
    let from = 0;
    let to = entries.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isAfter(entries[middle])) to = middle;
      else from = middle + 1;
    }
    return from === 0 ? {} : { ...entries[from - 1] };
  }

  // The origin of a call site, both counted from 1: the distance to the entry's place counts in the original as well.
  findOrigin(lineNumber, columnNumber) {
    const { name, originalSource: fileName, originalLine, originalColumn, generatedLine, generatedColumn } =
      this.findEntry(lineNumber - 1, columnNumber - 1);
    if ([fileName, originalLine, originalColumn, generatedLine, generatedColumn].includes(undefined)) return {};
    return {
      name,
      fileName,
      lineNumber: lineNumber - generatedLine + originalLine,
      columnNumber: columnNumber - generatedColumn + originalColumn,
    };
  }
}

module.exports = { SourceMap };
