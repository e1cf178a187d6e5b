'use strict';

// What console.table makes of a value: the heads and the columns.

const { inspect } = require('internal/util/inspect');
const { isMap, isMapIterator, isSet, isSetIterator } = require('internal/util/types');

const { hasOwn, keys: ownKeys } = Object;
const binding = internalBinding('util');

const kIndex = '(index)';
const kIteration = '(iteration index)';
const kKey = 'Key';
const kValues = 'Values';

function indices(length) {
  return Array.from({ length }, (_, i) => `${i}`);
}

function makeTable(data, properties, inspectOptions) {
  const show = (value) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    // Of a large object only the class.
    const depth = isObject && ownKeys(value).length > 2 ? -1 : 0;
    return inspect(value, { depth, maxArrayLength: 3, breakLength: Infinity, ...inspectOptions });
  };

  if (isMap(data)) return keyedTable([...data], show);
  if (isMapIterator(data)) {
    const { 0: entries, 1: isKeyValue } = binding.previewEntries(data, true);
    if (!isKeyValue) return valuesTable(entries, show);
    const pairs = [];
    for (let i = 0; i < entries.length; i += 2) pairs.push([entries[i], entries[i + 1]]);
    return keyedTable(pairs, show);
  }
  if (isSet(data)) return valuesTable([...data], show);
  if (isSetIterator(data)) return valuesTable(binding.previewEntries(data), show);
  return rowsTable(data, properties, show);
}

function keyedTable(pairs, show) {
  return {
    head: [kIteration, kKey, kValues],
    columns: [indices(pairs.length), pairs.map(({ 0: key }) => show(key)), pairs.map(({ 1: value }) => show(value))],
  };
}

function valuesTable(values, show) {
  return { head: [kIteration, kValues], columns: [indices(values.length), values.map(show)] };
}

function rowsTable(data, properties, show) {
  const columns = { __proto__: null };
  const primitives = [];
  let hasPrimitives = false;
  const rowKeys = ownKeys(data);
  for (let i = 0; i < rowKeys.length; i++) {
    const row = data[rowKeys[i]];
    const isPrimitive = row === null || (typeof row !== 'function' && typeof row !== 'object');
    // Where columns are asked for, a primitive has none of them.
    if (isPrimitive && properties === undefined) {
      hasPrimitives = true;
      primitives[i] = show(row);
      continue;
    }
    for (const key of properties ?? ownKeys(row)) {
      columns[key] ??= [];
      columns[key][i] = !isPrimitive && hasOwn(row, key) ? show(row[key]) : '';
    }
  }
  const head = [kIndex, ...ownKeys(columns)];
  const cells = [rowKeys, ...Object.values(columns)];
  if (hasPrimitives) {
    head.push(kValues);
    cells.push(primitives);
  }
  return { head, columns: cells };
}

module.exports = { makeTable };
