'use strict';
// The names, lengths and descriptors of what net, dgram, dns, tls and https offer.
function describe(name, object) {
  for (const key of Object.getOwnPropertyNames(object).sort()) {
    const { value, get, set, enumerable, configurable, writable } = Object.getOwnPropertyDescriptor(object, key);
    const kind = typeof value === 'function' ? `function of ${value.length}` : typeof value;
    console.log(name, key, Boolean(get), Boolean(set), enumerable, configurable, writable, kind);
  }
}

// anode loads BoundSocket when it is first asked for; the other is for structured clones alone.
const skipped = new Set(['BoundSocket', '_TransferredBoundSocket', 'keepSocketAlive']);
for (const name of ['net', 'dgram', 'dns', 'dns/promises', 'tls', 'https', 'cluster']) {
  const module = require(`node:${name}`);
  for (const key of Object.keys(module).sort()) {
    if (skipped.has(key)) continue;
    const value = module[key];
    console.log(name, key, typeof value === 'function' ? `${value.name} of ${value.length}` : typeof value);
    if (typeof value !== 'function' || !value.prototype) continue;
    for (const one of skipped) delete value.prototype[one];
    if (Object.getOwnPropertyNames(value.prototype).length > 1) describe(`${name}.${key}`, value.prototype);
  }
}
