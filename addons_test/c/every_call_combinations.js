// Calls whose arguments depend on each other, in the combinations that every_call.js, which changes one or two at a time,
// does not reach: texts and the room for them, views and their buffers, words of BigInts, filters of keys, descriptors.
'use strict';

const addon = require('../build/c/every_call.node');
const { callAndPrint } = require('./_every_call');

const NULL = ['null'], OUT = ['outValue'], WORD = ['outWord'];
const value = (payload) => ['value', payload];
const integer = (payload) => ['integer', payload];
const call = (label, name, ...args) => callAndPrint(addon, label, name, ...args);

// Truncation never splits a character, and a lone surrogate is replaced.
const TEXTS = ['', 'abc', 'gr\u00fc\u00df', '\u{1f388}x', 'a\ud800b', '\ud83c', '\u4f60\u597d', 'a\0b'];
for (const name of ['napi_get_value_string_utf8', 'napi_get_value_string_latin1', 'napi_get_value_string_utf16']) {
  for (const text of TEXTS) {
    call(JSON.stringify(text), name, value(text), NULL, integer(0), WORD);
    for (let size = 0; size <= 9; size++) {
      call(`${JSON.stringify(text)} in ${size}`, name, value(text), ['room'], integer(size), WORD);
      call(`${JSON.stringify(text)} in ${size}, length not asked for`, name, value(text), ['room'], integer(size), NULL);
    }
  }
}
for (const name of [
  'napi_create_string_utf8', 'napi_create_string_latin1', 'node_api_create_property_key_utf8',
  'node_api_create_property_key_latin1', 'node_api_symbol_for', 'napi_create_string_utf16', 'node_api_create_property_key_utf16',
]) {
  const kind = name.endsWith('utf16') ? 'text16' : 'text';
  for (const text of TEXTS) {
    for (const length of [0, 1, 2, -1]) call(`${length} of ${JSON.stringify(text)}`, name, [kind, text], integer(length), OUT);
  }
  for (const length of [0, 1, -1, 2 ** 31]) call(`${length} of nothing`, name, NULL, integer(length), OUT);
}

// Views: alignment comes before length, and both after the type.
for (const buffer of [new ArrayBuffer(16), new SharedArrayBuffer(16), new ArrayBuffer(0), new ArrayBuffer(8, { maxByteLength: 16 })]) {
  const label = `${buffer.constructor.name}(${buffer.byteLength})`;
  for (const [length, offset] of [[0, 0], [1, 0], [1, 1], [0, 16], [0, 17], [3, 0], [2, 8], [17, 0], [2 ** 40, 0], [1, 2], [1, 4], [1, 15]]) {
    for (let type = -1; type <= 12; type++) {
      call(`${type}: ${length} at ${offset} of ${label}`, 'napi_create_typedarray',
        integer(type), integer(length), value(buffer), integer(offset), OUT);
    }
    call(`${length} at ${offset} of ${label}`, 'napi_create_dataview', integer(length), value(buffer), integer(offset), OUT);
    call(`${length} at ${offset} of ${label}`, 'node_api_create_buffer_from_arraybuffer',
      value(buffer), integer(offset), integer(length), OUT);
  }
}

// BigInts: 64 bits with and without loss, words asked for in every combination.
for (const bigint of [0n, 1n, -1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), 2n ** 64n - 1n, 2n ** 64n, -(2n ** 64n), 2n ** 200n]) {
  call(`${bigint}`, 'napi_get_value_bigint_int64', value(bigint), WORD, WORD);
  call(`${bigint}`, 'napi_get_value_bigint_uint64', value(bigint), WORD, WORD);
  for (const count of [0, 1]) {
    for (const [sign, words] of [[NULL, NULL], [WORD, NULL], [NULL, WORD], [WORD, WORD]]) {
      call(`${bigint} ${sign[0]} ${count} ${words[0]}`, 'napi_get_value_bigint_words',
        value(bigint), sign, ['inOutWord', count], words);
    }
  }
}
for (const sign of [0, 1, -1, 2]) {
  for (const count of [0, 1]) {
    for (const word of [0, 5]) {
      call(`${sign} ${count} ${word}`, 'napi_create_bigint_words', integer(sign), integer(count), ['inOutWord', word], OUT);
    }
  }
}

// Keys: modes, filters and conversions.
const keyed = Object.create({ inherited: 1 }, {
  plain: { value: 1, writable: true, enumerable: true, configurable: true },
  fixed: { value: 1 },
  readable: { value: 1, enumerable: true },
  [Symbol.for('symbol')]: { value: 1, enumerable: true },
  7: { value: 1, enumerable: true, configurable: true },
});
for (const mode of [0, 1]) {
  for (let filter = 0; filter < 32; filter++) {
    for (const conversion of [0, 1]) {
      call(`${mode} ${filter} ${conversion}`, 'napi_get_all_property_names',
        value(keyed), integer(mode), integer(filter), integer(conversion), OUT);
    }
  }
}

// Descriptors: what is defined, seen from JavaScript, and what is refused.
const TARGETS = {
  object: () => ({}), array: () => [], frozen: () => Object.freeze({ x: 1 }), sealed: () => Object.seal({ x: 1 }), function: () => () => 1,
};
const KINDS = { value: { value: 3 }, method: { method: 1 }, getter: { getter: 1 }, setter: { setter: 1 }, accessor: { getter: 1, setter: 1 } };
for (const [target, make] of Object.entries(TARGETS)) {
  for (const [kind, descriptor] of Object.entries(KINDS)) {
    for (const attributes of [0, 1, 2, 4, 7]) {
      for (const name of [{ utf8name: 'x' }, { name: 'x' }, { name: Symbol.for('x') }, { name: 5 }, { name: {} }]) {
        const object = make();
        const key = name.name ?? name.utf8name;
        const label = `${kind} ${attributes} as ${Object.keys(name)[0]} ${typeof key === 'object' ? 'object' : String(key)} on ${target}`;
        call(label, 'napi_define_properties', value(object), integer(1), ['property', { ...name, ...descriptor, attributes }]);
        const defined = Object.getOwnPropertyDescriptor(object, typeof key === 'object' ? 'x' : key);
        console.log('  ', defined && Object.entries(defined).map(([field, content]) => `${field}: ${typeof content === 'function' ? `function ${content.name}` : content}`).join());
      }
    }
  }
}

// Calls: receivers, counts, and what comes back.
for (const count of [0, 1, 2]) {
  for (const args of [NULL, ['values', [1, 2]]]) {
    for (const result of [NULL, OUT]) {
      const label = `${count} ${args[0]} ${result[0]}`;
      const f = value(function (...given) { return [this === globalThis, this === undefined, ...given]; });
      call(label, 'napi_call_function', value(undefined), f, integer(count), args, result);
      call(label, 'napi_call_function', value('receiver'), f, integer(count), args, result);
      call(label, 'napi_new_instance', value(Array), integer(count), args, result);
      call(label, 'napi_make_callback', NULL, value({}), f, integer(count), args, result);
      call(label, 'napi_make_callback', ['context'], value({}), f, integer(count), args, result);
    }
  }
}
