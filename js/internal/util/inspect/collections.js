'use strict';

// util.inspect of the contents of arrays, sets, maps, buffers, iterators, promises and module namespaces: each formatter
// gives the list of entries that stand before the object's own keys.

const { formatBigInt, formatNumber } = require('internal/util/inspect/primitives');
const { kArrayExtrasType, kArrayType, kObjectType, reduceToSingleString } = require('internal/util/inspect/layout');

const binding = internalBinding('util');

const { hasOwn, keys: ownKeys } = Object;
const { apply } = Reflect;
const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;

const kPending = 0;
const kRejected = 2;

// Closes the circle with the file that requires this one.
function value() {
  return require('internal/util/inspect/value');
}

function remainingText(remaining) {
  return `... ${remaining} more item${remaining > 1 ? 's' : ''}`;
}

function shownLength(ctx, length) {
  return Math.min(Math.max(0, ctx.maxArrayLength), length);
}

function formatArray(ctx, array, recurseTimes) {
  const { formatProperty } = value();
  const output = [];
  const { length } = array;
  const shown = shownLength(ctx, length);
  for (let i = 0; i < shown; i++) {
    // From the first hole on the array is walked by its keys.
    if (!hasOwn(array, i)) return formatSparseArray(ctx, array, recurseTimes, shown, output, i);
    output.push(formatProperty(ctx, array, recurseTimes, i, kArrayType));
  }
  if (length > shown) output.push(remainingText(length - shown));
  return output;
}

const kIndex = /^(?:0|[1-9]\d*)$/;

function emptyItems(ctx, count) {
  return ctx.stylize(`<${count} empty item${count > 1 ? 's' : ''}>`, 'undefined');
}

function formatSparseArray(ctx, array, recurseTimes, maxLength, output, start) {
  const { formatProperty } = value();
  let next = start;
  for (const key of ownKeys(array).slice(start)) {
    if (output.length === maxLength || !kIndex.test(key)) break;
    if (Number(key) !== next) {
      output.push(emptyItems(ctx, key - next));
      next = Number(key);
      if (output.length === maxLength) break;
    }
    output.push(formatProperty(ctx, array, recurseTimes, key, kArrayType));
    next++;
  }
  const remaining = array.length - next;
  if (remaining > 0) output.push(output.length === maxLength ? remainingText(remaining) : emptyItems(ctx, remaining));
  return output;
}

const kHiddenTypedArrayKeys = ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer'];

function formatTypedArray(array, length, ctx, original, recurseTimes) {
  const shown = shownLength(ctx, length);
  const output = new Array(shown);
  const formatElement = length > 0 && typeof array[0] === 'bigint' ? formatBigInt : formatNumber;
  for (let i = 0; i < shown; i++) output[i] = formatElement(ctx.stylize, array[i], ctx.numericSeparator);
  if (length > shown) output.push(remainingText(length - shown));
  if (ctx.showHidden) {
    for (const key of kHiddenTypedArrayKeys) output.push(formatAccessor(ctx, original, key, recurseTimes, true));
  }
  return output;
}

// Inherited accessors of binary data that are shown as if they were hidden properties.
function formatAccessor(ctx, object, key, recurseTimes, typedArray) {
  const text = value().formatIndented(ctx, object[key], recurseTimes, typedArray);
  return `${ctx.stylize(`[${key}]`, 'string')}: ${text}`;
}

// The buffer of a typed array that shows the elements already.
function formatArrayBufferSize(ctx, buffer, recurseTimes) {
  return [formatAccessor(ctx, buffer, 'byteLength', recurseTimes)];
}

function formatDataView(ctx, view, recurseTimes) {
  return ['byteLength', 'byteOffset', 'buffer'].map((key) => formatAccessor(ctx, view, key, recurseTimes));
}

function formatArrayBuffer(ctx, buffer, recurseTimes) {
  let bytes;
  try {
    bytes = new Uint8Array(buffer);
  } catch {
    return [ctx.stylize('(detached)', 'special'), ...formatArrayBufferSize(ctx, buffer, recurseTimes)];
  }
  const shown = shownLength(ctx, bytes.length);
  let text = '';
  for (let i = 0; i < shown; i++) text += `${i === 0 ? '' : ' '}${bytes[i].toString(16).padStart(2, '0')}`;
  const remaining = bytes.length - shown;
  if (remaining > 0) text += ` ... ${remaining} more byte${remaining > 1 ? 's' : ''}`;
  return [
    `${ctx.stylize('[Uint8Contents]', 'special')}: <${text}>`,
    ...formatArrayBufferSize(ctx, buffer, recurseTimes),
  ];
}

// As many of the entries as ctx wants.
function formatEntries(ctx, entries, size, formatEntry, isOrdered = true) {
  const shown = shownLength(ctx, size);
  const output = [];
  ctx.indentationLvl += 2;
  for (const entry of entries) {
    if (output.length === shown) break;
    output.push(formatEntry(entry));
  }
  if (!isOrdered && !ctx.sorted) output.sort();
  ctx.indentationLvl -= 2;
  if (size > shown) output.push(remainingText(size - shown));
  return output;
}

function formatPair(ctx, pair, recurseTimes) {
  const { formatValue } = value();
  return `${formatValue(ctx, pair[0], recurseTimes)} => ${formatValue(ctx, pair[1], recurseTimes)}`;
}

function formatSet(set, ctx, ignored, recurseTimes) {
  const { formatValue } = value();
  return formatEntries(ctx, apply(setValues, set, []), set.size, (member) => formatValue(ctx, member, recurseTimes));
}

function formatMap(map, ctx, ignored, recurseTimes) {
  return formatEntries(ctx, apply(mapEntries, map, []), map.size, (pair) => formatPair(ctx, pair, recurseTimes));
}

// `preview` holds keys and values in turns.
function pairsOf(preview) {
  return Array.from({ length: preview.length / 2 }, (_, i) => [preview[2 * i], preview[2 * i + 1]]);
}

function formatIterator(braces, ctx, iterator, recurseTimes) {
  const { formatValue } = value();
  const { 0: entries, 1: isKeyValue } = binding.previewEntries(iterator, true);
  const formatMember = (member) => formatValue(ctx, member, recurseTimes);
  if (!isKeyValue) return formatEntries(ctx, entries, entries.length, formatMember);
  braces[0] = braces[0].replace(/ Iterator] \{$/, ' Entries] {');
  const formatEntry = (pair) =>
    reduceToSingleString(ctx, pair.map(formatMember), '', ['[', ']'], kArrayExtrasType, recurseTimes);
  return formatEntries(ctx, pairsOf(entries), entries.length / 2, formatEntry);
}

function formatWeakCollection(ctx) {
  return [ctx.stylize('<items unknown>', 'special')];
}

// Weak collections have no order.
function formatWeakSet(ctx, set, recurseTimes) {
  const { formatValue } = value();
  const members = binding.previewEntries(set);
  return formatEntries(ctx, members, members.length, (member) => formatValue(ctx, member, recurseTimes), false);
}

function formatWeakMap(ctx, map, recurseTimes) {
  const pairs = pairsOf(binding.previewEntries(map));
  return formatEntries(ctx, pairs, pairs.length, (pair) => formatPair(ctx, pair, recurseTimes), false);
}

function formatPromise(ctx, promise, recurseTimes) {
  const { 0: state, 1: result } = binding.getPromiseDetails(promise);
  if (state === kPending) return [ctx.stylize('<pending>', 'special')];
  const text = value().formatIndented(ctx, result, recurseTimes);
  return [state === kRejected ? `${ctx.stylize('<rejected>', 'special')} ${text}` : text];
}

// Empties `keys`: the caller must not print them again.
function formatNamespaceObject(keys, ctx, namespace, recurseTimes) {
  const { formatProperty } = value();
  const output = keys.map((key) => {
    try {
      return formatProperty(ctx, namespace, recurseTimes, key, kObjectType);
    } catch {
      // The binding is not initialized yet.
      const text = formatProperty(ctx, { [key]: '' }, recurseTimes, key, kObjectType);
      return `${text.slice(0, text.lastIndexOf(' ') + 1)}${ctx.stylize('<uninitialized>', 'special')}`;
    }
  });
  keys.length = 0;
  return output;
}

module.exports = {
  formatArray,
  formatArrayBuffer,
  formatArrayBufferSize,
  formatDataView,
  formatIterator,
  formatMap,
  formatNamespaceObject,
  formatPromise,
  formatSet,
  formatTypedArray,
  formatWeakCollection,
  formatWeakMap,
  formatWeakSet,
};
