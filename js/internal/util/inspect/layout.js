'use strict';

// How the formatted entries of an object are laid out: on one line, in columns, or one below the other.

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

// Puts the entries of an array with more than six into columns of about a square's shape.
function groupArrayElements(ctx, output, value) {
  let outputLength = output.length;
  // "... more items" is not an entry.
  if (ctx.maxArrayLength < output.length) outputLength--;

  let totalLength = 0;
  let maxLength = 0;
  const widths = new Array(outputLength);
  for (let i = 0; i < outputLength; i++) {
    const width = getStringWidth(output[i], ctx.colors);
    widths[i] = width;
    totalLength += width + kSeparatorSpace;
    if (maxLength < width) maxLength = width;
  }

  const columnWidth = maxLength + kSeparatorSpace;
  // Three columns must fit, and the entries must be of similar length, or all short.
  if (columnWidth * 3 + ctx.indentationLvl >= ctx.breakLength ||
      (totalLength / columnWidth <= 5 && maxLength > 6)) {
    return output;
  }

  const averageBias = Math.sqrt(columnWidth - totalLength / output.length);
  const biasedMax = Math.max(columnWidth - 3 - averageBias, 1);
  const columns = Math.min(
    Math.round(Math.sqrt(kCellRatio * biasedMax * outputLength) / biasedMax),
    Math.floor((ctx.breakLength - ctx.indentationLvl) / columnWidth),
    ctx.compact * 4,
    kMaxColumns,
  );
  if (columns <= 1) return output;

  const lineWidths = [];
  for (let column = 0; column < columns; column++) {
    let width = 0;
    for (let i = column; i < output.length; i += columns) {
      if (widths[i] > width) width = widths[i];
    }
    lineWidths.push(width + kSeparatorSpace);
  }

  const alignRight = value === undefined || isAllNumbers(value, output.length);
  const lines = [];
  for (let start = 0; start < outputLength; start += columns) {
    const last = Math.min(start + columns, outputLength) - 1;
    let line = '';
    for (let i = start; i < last; i++) {
      const cell = `${output[i]}, `;
      const padding = lineWidths[i - start] + output[i].length - widths[i];
      line += alignRight ? cell.padStart(padding, ' ') : cell.padEnd(padding, ' ');
    }
    if (alignRight) {
      line += output[last].padStart(
        lineWidths[last - start] + output[last].length - widths[last] - kSeparatorSpace, ' ');
    } else {
      line += output[last];
    }
    lines.push(line);
  }
  if (ctx.maxArrayLength < output.length) lines.push(output[outputLength]);
  return lines;
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
    return `${open}${first}${output.join(`,${newline}  `)} ${close}`;
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
  return `${lead}${open}${newline}  ${entries.join(`,${newline}  `)}${newline}${close}`;
}

module.exports = {
  kArrayExtrasType,
  kArrayType,
  kObjectType,
  reduceToSingleString,
};
