'use strict';

// How the formatted entries of an object are laid out: on one line, in columns, or one below the other.

const { join } = require('internal/util');
const { getStringWidth } = require('internal/util/inspect/width');

// Extra keys of arrays are printed like those of objects; their entries have no keys.
const kObjectType = 0;
const kArrayType = 1;
const kArrayExtrasType = 2;

const kSeparatorSpace = 2;
const kMaxColumns = 15;
// A character cell is about two and a half times as high as it is wide.
const kCellRatio = 2.5;

const kColorSequence = /\u001b\[\d\d?m/g;

function lengthWithoutColors(text) {
  return text.replace(kColorSequence, '').length;
}

function isBelowBreakLength(ctx, output, start, base) {
  let total = output.length + start;
  if (total + output.length > ctx.breakLength) return false;
  for (const entry of output) {
    total += ctx.colors ? lengthWithoutColors(entry) : entry.length;
    if (total > ctx.breakLength) return false;
  }
  return base === '' || !base.includes('\n');
}

// How many columns give entries of these widths, separators included, about a square's shape; 0 if they had better not stand in
// columns. `count` has the line for what is left out as well.
function countColumns(ctx, widths, count) {
  let widest = 0;
  let total = 0;
  for (const width of widths) {
    widest = Math.max(widest, width);
    total += width;
  }
  const room = ctx.breakLength - ctx.indentationLvl;
  // Three columns must fit, and the entries must be of similar length, or all short.
  if (widest * 3 >= room || (total / widest <= 5 && widest - kSeparatorSpace > 6)) return 0;
  const typical = Math.max(widest - 3 - Math.sqrt(widest - total / count), 1);
  const square = Math.round(Math.sqrt(kCellRatio * typical * widths.length) / typical);
  return Math.min(square, Math.floor(room / widest), ctx.compact * 4, kMaxColumns);
}

// Puts the entries of an array with more than six into columns.
function groupArrayElements(ctx, output, value) {
  // '... more items' is no entry.
  const entries = ctx.maxArrayLength < output.length ? output.slice(0, -1) : output;
  const widths = new Array(entries.length);
  for (let i = 0; i < widths.length; i++) widths[i] = getStringWidth(entries[i], ctx.colors) + kSeparatorSpace;
  const columns = countColumns(ctx, widths, output.length);
  if (columns <= 1) return output;

  const columnWidths = widths.slice(0, columns);
  for (let i = columns; i < widths.length; i++) {
    const column = i % columns;
    if (widths[i] > columnWidths[column]) columnWidths[column] = widths[i];
  }
  // Numbers stand on the right of their columns.
  const alignRight = value === undefined || isAllNumbers(value, output.length);
  const lines = [];
  let line = '';
  for (let i = 0; i < entries.length; i++) {
    const column = i % columns;
    const padding = ' '.repeat(columnWidths[column] - widths[i]);
    if (alignRight) line += padding;
    line += entries[i];
    if (column === columns - 1 || i === entries.length - 1) {
      lines.push(line);
      line = '';
    } else {
      line += alignRight ? ', ' : `, ${padding}`;
    }
  }
  return lines.concat(output.slice(entries.length));
}

function isAllNumbers(values, length) {
  for (let i = 0; i < length; i++) {
    const type = typeof values[i];
    if (type !== 'number' && type !== 'bigint') return false;
  }
  return true;
}

// Puts entries between braces: on one line where they fit, else each on its own, or in columns.
function reduceToSingleString(ctx, output, base, [open, close], extrasType, recurseTimes, value) {
  const { compact, indentationLvl } = ctx;
  const newline = `\n${' '.repeat(indentationLvl)}`;
  const lead = base ? `${base} ` : '';
  if (compact === true) {
    if (isBelowBreakLength(ctx, output, 0, base)) return `${open}${base ? ` ${base}` : ''} ${output.join(', ')} ${close}`;
    const first = base === '' && open.length === 1 ? ' ' : `${base ? ` ${base}` : ''}${newline}  `;
    return `${open}${first}${join(output, `,${newline}  `)} ${close}`;
  }
  let entries = output;
  if (compact >= 1 && typeof compact === 'number') {
    if (extrasType === kArrayExtrasType && output.length > 6) entries = groupArrayElements(ctx, output, value);
    // The innermost `compact` levels go on one line when they were not put into columns.
    const isInner = ctx.currentDepth - recurseTimes < compact && entries.length === output.length;
    const start = entries.length + indentationLvl + open.length + base.length + 10;
    if (isInner && isBelowBreakLength(ctx, entries, start, base)) {
      const line = entries.join(', ');
      if (!line.includes('\n')) return `${lead}${open} ${line} ${close}`;
    }
  }
  // Not entries.join(), which would copy what is deep in the object once for each level that it lies in.
  return `${lead}${open}${newline}  ${join(entries, `,${newline}  `)}${newline}${close}`;
}

module.exports = {
  kArrayExtrasType,
  kArrayType,
  kObjectType,
  reduceToSingleString,
};
