// How the addon tests print: short, and without depending on how a runtime prints objects.
'use strict';

/** A value as text that tells apart what console.log would not: -0, strings and numbers, holes, errors with their codes. */
function show(value) {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'symbol' || Object(value) !== value) return String(value);
  if (value instanceof Error) return `${value.name}${value.code === undefined ? '' : ` [${show(value.code)}]`}: ${value.message}`;
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return `${value.constructor.name}[${[...value].map(show).join(', ')}]`;
  const own = Reflect.ownKeys(value).map((key) => `${typeof key === 'symbol' ? `[${String(key)}]` : key}: ${show(value[key])}`);
  return `{${own.join(', ')}}`;
}

/** What a function returns, or what it throws. */
function attempt(work) {
  try {
    return show(work());
  } catch (error) {
    return `throws ${show(error)}`;
  }
}

/** Collects garbage and lets finalizers run until `done` holds. Needs `// flags: --expose-gc`. */
async function collectUntil(done) {
  for (let turn = 0; turn < 50 && !done(); turn++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return done();
}

module.exports = { show, attempt, collectUntil };
