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

// Weak collections have no order, so that the entries are sorted; iterators have one.
const kWeak = 0;
const kIterator = 1;

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
  const { length } = array;
  const shown = shownLength(ctx, length);
  const output = [];
  for (let i = 0; i < shown; i++) {
    // From the first hole on the array is walked by its keys.
    if (!hasOwn(array, i)) return formatSparseArray(ctx, array, recurseTimes, shown, output, i);
    output.push(formatProperty(ctx, array, recurseTimes, i, kArrayType));
  }
  if (length > shown) output.push(remainingText(length - shown));
  return output;
}

const kIndex = /^(?:0|[1-9][0-9]*)$/;

function emptyItems(ctx, count) {
  return ctx.stylize(`<${count} empty item${count > 1 ? 's' : ''}>`, 'undefined');
}

function formatSparseArray(ctx, array, recurseTimes, maxLength, output, start) {
  const { formatProperty } = value();
  const keys = ownKeys(array);
  let index = start;
  for (let i = start; i < keys.length && output.length < maxLength; i++) {
    const key = keys[i];
    if (`${index}` !== key) {
      if (!kIndex.test(key)) break;
      output.push(emptyItems(ctx, key - index));
      index = Number(key);
      if (output.length === maxLength) break;
    }
    output.push(formatProperty(ctx, array, recurseTimes, key, kArrayType));
    index++;
  }
  const remaining = array.length - index;
  if (output.length !== maxLength) {
    if (remaining > 0) output.push(emptyItems(ctx, remaining));
  } else if (remaining > 0) {
    output.push(remainingText(remaining));
  }
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
    const { formatValue } = value();
    ctx.indentationLvl += 2;
    for (const key of kHiddenTypedArrayKeys) {
      output.push(`${ctx.stylize(`[${key}]`, 'string')}: ${formatValue(ctx, original[key], recurseTimes, true)}`);
    }
    ctx.indentationLvl -= 2;
  }
  return output;
}

// Inherited accessors of binary data that are shown as if they were hidden properties.
function formatAccessor(ctx, object, key, recurseTimes) {
  ctx.indentationLvl += 2;
  const text = value().formatValue(ctx, object[key], recurseTimes);
  ctx.indentationLvl -= 2;
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

function formatSet(set, ctx, ignored, recurseTimes) {
  const { formatValue } = value();
  const shown = shownLength(ctx, set.size);
  const output = [];
  ctx.indentationLvl += 2;
  let i = 0;
  for (const member of apply(setValues, set, [])) {
    if (i++ >= shown) break;
    output.push(formatValue(ctx, member, recurseTimes));
  }
  ctx.indentationLvl -= 2;
  if (set.size > shown) output.push(remainingText(set.size - shown));
  return output;
}

function formatMap(map, ctx, ignored, recurseTimes) {
  const { formatValue } = value();
  const shown = shownLength(ctx, map.size);
  const output = [];
  ctx.indentationLvl += 2;
  let i = 0;
  for (const { 0: key, 1: member } of apply(mapEntries, map, [])) {
    if (i++ >= shown) break;
    output.push(`${formatValue(ctx, key, recurseTimes)} => ${formatValue(ctx, member, recurseTimes)}`);
  }
  ctx.indentationLvl -= 2;
  if (map.size > shown) output.push(remainingText(map.size - shown));
  return output;
}

function formatSetEntries(ctx, recurseTimes, entries, state) {
  const { formatValue } = value();
  const shown = shownLength(ctx, entries.length);
  const output = new Array(shown);
  ctx.indentationLvl += 2;
  for (let i = 0; i < shown; i++) output[i] = formatValue(ctx, entries[i], recurseTimes);
  ctx.indentationLvl -= 2;
  if (state === kWeak && !ctx.sorted) output.sort();
  if (entries.length > shown) output.push(remainingText(entries.length - shown));
  return output;
}

// `entries` holds keys and values in turns.
function formatMapEntries(ctx, recurseTimes, entries, state) {
  const { formatValue } = value();
  const length = entries.length / 2;
  const shown = shownLength(ctx, length);
  const output = new Array(shown);
  ctx.indentationLvl += 2;
  for (let i = 0; i < shown; i++) {
    const key = formatValue(ctx, entries[i * 2], recurseTimes);
    const member = formatValue(ctx, entries[i * 2 + 1], recurseTimes);
    output[i] = state === kWeak ? `${key} => ${member}` :
      reduceToSingleString(ctx, [key, member], '', ['[', ']'], kArrayExtrasType, recurseTimes);
  }
  if (state === kWeak && !ctx.sorted) output.sort();
  ctx.indentationLvl -= 2;
  if (length > shown) output.push(remainingText(length - shown));
  return output;
}

function formatIterator(braces, ctx, iterator, recurseTimes) {
  const { 0: entries, 1: isKeyValue } = binding.previewEntries(iterator, true);
  if (isKeyValue) {
    braces[0] = braces[0].replace(/ Iterator] \{$/, ' Entries] {');
    return formatMapEntries(ctx, recurseTimes, entries, kIterator);
  }
  return formatSetEntries(ctx, recurseTimes, entries, kIterator);
}

function formatWeakCollection(ctx) {
  return [ctx.stylize('<items unknown>', 'special')];
}

function formatWeakSet(ctx, set, recurseTimes) {
  return formatSetEntries(ctx, recurseTimes, binding.previewEntries(set), kWeak);
}

function formatWeakMap(ctx, map, recurseTimes) {
  return formatMapEntries(ctx, recurseTimes, binding.previewEntries(map), kWeak);
}

function formatPromise(ctx, promise, recurseTimes) {
  const { 0: state, 1: result } = binding.getPromiseDetails(promise);
  if (state === kPending) return [ctx.stylize('<pending>', 'special')];
  ctx.indentationLvl += 2;
  const text = value().formatValue(ctx, result, recurseTimes);
  ctx.indentationLvl -= 2;
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
