// Calls every function of the ABI with every kind of argument and prints what comes of it: one line for each call.
//
// What a function takes comes from the official headers: each parameter has a good argument, by its type or by its name, and
// bad ones: null, values of every type, enumerators out of range, lengths and numbers at their limits. One bad argument at a
// time shows what is checked, two at a time show in which order.
'use strict';

const { signatures, namesInTable } = require('./_signatures');

// -- Values

const throws = (what) => () => { throw new Error(what); };
const no = () => false;

function makeValues(addon) {
  const thrower = new Proxy({}, {
    get: throws('get'), set: throws('set'), has: throws('has'), deleteProperty: throws('delete'), ownKeys: throws('keys'),
    getOwnPropertyDescriptor: throws('descriptor'), defineProperty: throws('define'), getPrototypeOf: throws('prototype'),
    setPrototypeOf: throws('set prototype'), preventExtensions: throws('prevent'),
  });
  const refuser = new Proxy({}, { set: no, deleteProperty: no, defineProperty: no, preventExtensions: no, setPrototypeOf: no });
  // Made anew for each call: functions change what they are given.
  const makers = {
    'undefined': () => undefined,
    'null': () => null,
    'true': () => true,
    '1': () => 1,
    '-1.5': () => -1.5,
    '2**53': () => 2 ** 53,
    '-1e30': () => -1e30,
    'NaN': () => NaN,
    'Infinity': () => Infinity,
    'string': () => 'text',
    'empty string': () => '',
    'symbol': () => Symbol('symbol'),
    '10n': () => 10n,
    '-(2n**70n)': () => -(2n ** 70n),
    'object': () => ({ a: 1, [Symbol.for('b')]: 2, 3: 4 }),
    'without prototype': () => Object.create(null),
    'array': () => [1, 2],
    'function': () => function named() {},
    'arrow': () => () => 1,
    'bound': () => (() => 1).bind(null),
    'throwing function': () => () => { throw new TypeError('called'); },
    'class': () => class Plain {},
    'native class': () => addon.defineClass(),
    'external': () => addon.makeExternal(),
    'wrapped': () => addon.makeWrapped(),
    'thrower': () => thrower,
    'refuser': () => refuser,
    'callable proxy': () => new Proxy(() => 2, {}),
    'frozen': () => Object.freeze({ a: 1 }),
    'Date': () => new Date(5),
    'ArrayBuffer': () => new ArrayBuffer(16),
    'resizable ArrayBuffer': () => new ArrayBuffer(8, { maxByteLength: 16 }),
    'detached ArrayBuffer': () => { const buffer = new ArrayBuffer(8); structuredClone(buffer, { transfer: [buffer] }); return buffer; },
    'SharedArrayBuffer': () => new SharedArrayBuffer(16),
    'WebAssembly memory': () => new WebAssembly.Memory({ initial: 1 }).buffer,
    'Uint8Array': () => new Uint8Array(4),
    'Float64Array': () => new Float64Array(new ArrayBuffer(32), 8, 2),
    'BigInt64Array': () => new BigInt64Array(2),
    'Float16Array': () => new Float16Array(2),
    'DataView': () => new DataView(new ArrayBuffer(8), 2, 4),
    'Buffer': () => Buffer.alloc(3),
    'Error': () => new Error('message'),
    'Promise': () => Promise.resolve(1),
    'Boolean object': () => new Boolean(false),
    'String object': () => new String('ab'),
    'RegExp': () => /x/g,
    'Map': () => new Map([[1, 2]]),
    'WeakRef': () => new WeakRef(thrower),
    'Proxy': () => new Proxy({ a: 1 }, {}),
    'revoked Proxy': () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; },
  };
  return { makers, thrower };
}

// -- Arguments

const value = (payload) => ['value', payload];
const integer = (payload) => ['integer', payload];
const NULL = ['null'];

const AUTO_LENGTH = 2n ** 64n - 1n;
const LIMITS = [0, 1, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 2 ** 32, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
const NUMBERS = [0, -0, 1, -1.5, NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 8.64e15, 8.64e15 + 2, 2 ** 53 + 2];

/** What an enumerator may be, and what it may not. */
const ENUMERATIONS = {
  napi_typedarray_type: [-1, 13],
  napi_key_collection_mode: [-1, 3],
  napi_key_filter: [-1, 33],
  napi_key_conversion: [-1, 3],
  napi_threadsafe_function_call_mode: [-1, 3],
  napi_threadsafe_function_release_mode: [-1, 3],
};

/** Good arguments by the type of the parameter. */
const BY_TYPE = {
  'bool': () => integer(1),
  'int': () => integer(0),
  'int32_t': () => integer(7),
  'uint32_t': () => integer(1),
  'int64_t': () => integer(7),
  'uint64_t': () => integer(7),
  'size_t': () => integer(1),
  'double': () => ['number', 1.5],
  'const char*': () => ['text', 'text'],
  'const char16_t*': () => ['text16', 'text'],
  'char*': () => ['memory'],
  'char16_t*': () => ['memory'],
  'const uint64_t*': () => ['inOutWord', 5],
  'const void*': () => ['memory'],
  'void*': () => ['memory'],
  'const napi_type_tag*': () => ['tag'],
  'const napi_property_descriptor*': () => ['property', { utf8name: 'x', value: 3, attributes: 7 }],
  'const napi_value*': () => ['values', [1]],
  'napi_value*': () => ['outValue'],
  'bool*': () => ['outWord'],
  'int*': () => ['outWord'],
  'int32_t*': () => ['outWord'],
  'uint32_t*': () => ['outWord'],
  'int64_t*': () => ['outWord'],
  'uint64_t*': () => ['outWord'],
  'double*': () => ['outWord'],
  'size_t*': () => ['outWord'],
  'napi_valuetype*': () => ['outWord'],
  'napi_typedarray_type*': () => ['outWord'],
  'napi_callback': () => ['callback'],
  'napi_finalize': () => ['finalizer'],
  'node_api_basic_finalize': () => ['finalizer'],
  'node_api_noenv_finalize': () => ['noEnvFinalizer'],
  'napi_async_execute_callback': () => ['execute'],
  'napi_async_complete_callback': () => ['complete'],
  'napi_threadsafe_function_call_js': () => ['callJs'],
  'napi_cleanup_hook': () => ['hook'],
  'napi_async_cleanup_hook': () => ['asyncHook'],
  'napi_callback_info': () => ['callbackInfo'],
  'napi_ref': () => ['reference', {}],
  'napi_deferred': () => ['deferred'],
  'napi_async_work': () => ['work'],
  'napi_threadsafe_function': () => ['threadsafe'],
  'napi_async_context': () => ['context'],
  'napi_handle_scope': () => ['handleScope'],
  'napi_escapable_handle_scope': () => ['escapableScope'],
  'napi_callback_scope': () => ['callbackScope'],
  'napi_async_cleanup_hook_handle': () => ['cleanupHandle'],
};
const POINTERS_OUT = /\*\*$|^napi_\w+\*$/;

/** Good arguments by the name of the parameter, for those of type napi_value. */
const BY_NAME = {
  object: () => value({ a: 1 }),
  js_object: () => value({}),
  key: () => value('a'),
  func: () => value((...given) => given.length),
  recv: () => value({}),
  constructor: () => value(Date),
  arraybuffer: () => value(new ArrayBuffer(16)),
  typedarray: () => value(new Uint8Array(new ArrayBuffer(8), 2, 4)),
  dataview: () => value(new DataView(new ArrayBuffer(8), 2, 4)),
  description: () => value('description'),
  code: () => value('E_CODE'),
  msg: () => value('message'),
  error: () => value(new Error('thrown')),
  err: () => value(new Error('fatal')),
  script: () => value('1 + 1'),
  async_resource: () => value({}),
  async_resource_name: () => value('name'),
  resource_object: () => value({}),
  prototype_or_null: () => value({ inherited: 1 }),
};

/** Good arguments of single functions. */
const BY_FUNCTION = {
  napi_get_value_bool: { value: () => value(true) },
  napi_get_value_double: { value: () => value(1.5) },
  napi_get_value_int32: { value: () => value(1) },
  napi_get_value_uint32: { value: () => value(1) },
  napi_get_value_int64: { value: () => value(1) },
  napi_get_value_bigint_int64: { value: () => value(5n) },
  napi_get_value_bigint_uint64: { value: () => value(5n) },
  napi_get_value_bigint_words: { value: () => value(5n), word_count: () => ['inOutWord', 1] },
  napi_get_value_string_utf8: { value: () => value('text'), buf: () => ['room'], bufsize: () => integer(300) },
  napi_get_value_string_latin1: { value: () => value('text'), buf: () => ['room'], bufsize: () => integer(300) },
  napi_get_value_string_utf16: { value: () => value('text'), buf: () => ['room'], bufsize: () => integer(150) },
  napi_get_array_length: { value: () => value([1, 2]) },
  napi_get_date_value: { value: () => value(new Date(5)) },
  napi_get_buffer_info: { value: () => value(Buffer.alloc(3)) },
  napi_object_freeze: { object: () => value({ a: 1 }) },
  napi_get_cb_info: { argc: () => ['inOutWord', 1] },
  napi_instanceof: { constructor: () => value(Object) },
  napi_create_function: { utf8name: () => ['text', 'name'], length: () => integer(4) },
  napi_define_class: { utf8name: () => ['text', 'Name'], length: () => integer(4) },
  napi_get_all_property_names: {
    object: () => value({ a: 1, [Symbol.for('b')]: 2, 3: 4 }),
    key_mode: () => integer(1), key_filter: () => integer(0), key_conversion: () => integer(0),
  },
  napi_call_threadsafe_function: { is_blocking: () => integer(0) },
  napi_create_threadsafe_function: { async_resource_name: () => value('name') },
  node_api_create_object_with_properties: { property_names: () => ['values', ['a']] },
  node_api_set_prototype: { value: () => value({ inherited: 1 }) },
};

/** What to give for lengths: as long as what they measure, and beyond what is read. */
const LENGTHS = {
  napi_create_array_with_length: [0, 1, 2 ** 25, 2 ** 31, 2 ** 32 + 2, AUTO_LENGTH],
  napi_create_arraybuffer: [0, 1, 100],
  node_api_create_sharedarraybuffer: [0, 1, 100],
  napi_create_buffer: [0, 1, 100, 2 ** 53 - 1, 2 ** 53, AUTO_LENGTH],
  napi_create_buffer_copy: [0, 1, 3, 2 ** 53, AUTO_LENGTH],
  napi_create_external_buffer: [0, 1, 2 ** 53, AUTO_LENGTH],
  napi_create_external_arraybuffer: [0, 1, 2 ** 53, AUTO_LENGTH],
  node_api_create_external_sharedarraybuffer: [0, 1],
  napi_create_typedarray: [0, 1, 2, 4, 16, 17, 2 ** 31, 2 ** 53, 2n ** 61n, AUTO_LENGTH],
  napi_create_dataview: [0, 1, 2, 16, 17, 2 ** 31, 2 ** 53, AUTO_LENGTH],
  node_api_create_buffer_from_arraybuffer: [0, 1, 2, 16, 17, 2 ** 31, 2 ** 53, AUTO_LENGTH],
  napi_create_bigint_words: [0, 1, 2 ** 24 + 1, 2 ** 31, AUTO_LENGTH],
  napi_create_threadsafe_function: [0, 1, 2 ** 31, 2 ** 53],
  bufsize: [0, 1, 2, 3, 4, 5, 100],
  property_count: [0, 1],
  argc: [0, 1],
};
/** Lengths of text: those beyond INT_MAX are refused before anything is read. */
const TEXT_LENGTHS = [0, 1, 4, 2 ** 31, 2 ** 53, AUTO_LENGTH - 1n, AUTO_LENGTH];

const isLength = ({ type }) => type === 'size_t';
const isOut = (argument) => /^(out|inOut|room)/.test(argument[0]);

function goodArgument(name, { type, name: parameter }) {
  if (name in BY_FUNCTION && Object.hasOwn(BY_FUNCTION[name], parameter)) return BY_FUNCTION[name][parameter];
  if (type in ENUMERATIONS) return () => integer(1);
  if (type === 'napi_value') return BY_NAME[parameter] ?? (() => value({ a: 1 }));
  if (BY_TYPE[type]) return BY_TYPE[type];
  if (POINTERS_OUT.test(type)) return () => ['outPointer'];
  throw new Error(`${name}: no argument for a parameter of type ${type}`);
}

/** [label, maker] of the bad, or at least special, arguments for a parameter. */
function variants(name, parameter, good, makers) {
  const { type } = parameter;
  if (type === 'napi_value') return [['NULL', () => NULL], ...Object.entries(makers).map(([label, make]) => [label, () => value(make())])];
  if (type in ENUMERATIONS) {
    const [from, to] = ENUMERATIONS[type];
    return Array.from({ length: to - from + 1 }, (_, index) => [String(from + index), () => integer(from + index)]);
  }
  if (isLength(parameter)) {
    const lengths = LENGTHS[name] ?? LENGTHS[parameter.name] ?? TEXT_LENGTHS;
    return lengths.map((length) => [String(length), () => integer(length)]);
  }
  if (type === 'double') return NUMBERS.map((number) => [Object.is(number, -0) ? '-0' : String(number), () => ['number', number]]);
  if (type === 'bool') return [['0', () => integer(0)]];
  if (/^u?int/.test(type) && !type.endsWith('*')) {
    return LIMITS.map((number) => [String(number), () => integer(BigInt.asUintN(64, BigInt(number)))]);
  }
  if (good()[0] === 'values') {
    return [['NULL', () => NULL], ...['symbol', 'object', '1'].map((label) => [`[${label}]`, () => ['values', [makers[label]()]]])];
  }
  if (good()[0] === 'reference') return [['NULL', () => NULL], ['to a symbol', () => ['reference', Symbol.iterator]]];
  return [['NULL', () => NULL]];
}

// -- Results

let values;

function show(result) {
  if (result === values.thrower) return 'thrower';
  if (typeof result === 'bigint') return `0x${result.toString(16)}`;
  if (typeof result === 'function') return `function ${result.name}`;
  if (typeof result === 'symbol') return String(result);
  if (typeof result === 'string') return JSON.stringify(result);
  if (Object(result) !== result) return Object.is(result, -0) ? '-0' : String(result);
  let text;
  try {
    if (Array.isArray(result)) return result.length > 20 ? `array of ${result.length}` : `[${result.map(show)}]`;
    if (result instanceof Error) {
      const code = Object.hasOwn(result, 'code') ? ` [${String(result.code)}]` : '';
      return `${result.constructor.name}${code}: ${result.message}`;
    }
    if (ArrayBuffer.isView(result)) return `${result.constructor.name}(${result.byteOffset}, ${result.byteLength})`;
    text = Object.prototype.toString.call(result);
    if (/Array?Buffer/.test(text)) return `${text}(${result.byteLength})`;
    const keys = Reflect.ownKeys(result);
    return `${text}{${keys.length > 12 ? 'many' : keys.map(String)}}`;
  } catch (error) {
    return `${text} that throws ${error.message}`;
  }
}

/** These tell what else is in memory. */
const VARYING = new Set(['napi_adjust_external_memory']);

function outcome(name, [status, recorded, message, exception, ...results]) {
  const words = [status];
  if (recorded !== status) words.push(`(last error: ${recorded})`);
  if (recorded !== 'ok') words.push(`"${message}"`);
  if (exception.length) words.push(`exception: ${show(exception[0])}`);
  if (results.length && !VARYING.has(name)) {
    words.push('->', ...results.map((result) => (Array.isArray(result) ? (result.length ? show(result[0]) : 'none') : show(result))));
  }
  return words.join(' ');
}

// -- The sweep

/** End the process or are about how an addon is loaded: fatal.js, registration.js. */
const ELSEWHERE = ['napi_fatal_error', 'napi_module_register'];

/** `{ name, goods, parameters, takesEnv }` of each function; fails if the table and the headers do not name the same ones. */
function plan() {
  const declared = signatures();
  const [ours, theirs] = [namesInTable().sort(), declared.map(({ name }) => name).sort()];
  if (ours.join() !== theirs.join()) {
    throw new Error(`functions.rs and the headers differ: ${ours.filter((n) => !theirs.includes(n))} ${theirs.filter((n) => !ours.includes(n))}`);
  }
  return declared.filter(({ name }) => !ELSEWHERE.includes(name)).map(({ name, parameters }) => {
    const takesEnv = /^(napi_env|node_api_basic_env)$/.test(parameters[0].type);
    const rest = takesEnv ? parameters.slice(1) : parameters;
    return { name, takesEnv, parameters: rest, goods: rest.map((parameter) => goodArgument(name, parameter)) };
  });
}

/** One bad argument, and two: [label, index -> maker] of every call of a function. */
function* casesOf({ name, parameters, goods, takesEnv }, makers) {
  yield ['', new Map()];
  const all = parameters.map((parameter, index) => variants(name, parameter, goods[index], makers));
  for (const [index, list] of all.entries()) {
    for (const [label, make] of list) yield [`${parameters[index].name}=${label}`, new Map([[index, make]])];
  }
  const bad = all.map((list, index) => list.filter(([label]) => ['NULL', 'undefined', 'symbol', '-1', '[1]'].includes(label)
    || (isLength(parameters[index]) && label === String(AUTO_LENGTH - 1n))));
  for (let i = 0; i < bad.length; i++) {
    for (let j = i + 1; j < bad.length; j++) {
      for (const [one, makeOne] of bad[i]) {
        for (const [other, makeOther] of bad[j]) {
          yield [`${parameters[i].name}=${one} ${parameters[j].name}=${other}`, new Map([[i, makeOne], [j, makeOther]])];
        }
      }
    }
  }
  const nulls = bad.flatMap((list, index) => list.filter(([label]) => label === 'NULL').map(([, make]) => [index, make]));
  if (nulls.length > 2) yield ['all NULL', new Map(nulls)];
  if (takesEnv) yield ['env=NULL', 'nullEnv'];
}

/** The arguments of one call. */
function build({ goods, takesEnv }, changed) {
  const env = takesEnv ? [[changed === 'nullEnv' ? 'nullEnv' : 'env']] : [];
  const chosen = goods.map((good, index) => (changed !== 'nullEnv' && changed.get(index)) || good);
  return [...env, ...chosen.map((make) => make())];
}

// What Node 26 does not check: these calls end its process. anode answers them all: every_call_unchecked.js.
const NO_OBJECT = String.raw`undefined|true|1|-1\.5|2\*\*53|-1e30|NaN|Infinity|string|empty string|symbol|10n|-\(2n\*\*70n\)|external`;
const UNCHECKED = [
  String.raw`node_api_create_object_with_properties\(prototype_or_null=(${NO_OBJECT})( property_values=\[1\])?\)`,
  String.raw`node_api_set_prototype\(value=external\)`,
  String.raw`napi_wrap\(js_object=external\)`,
  String.raw`napi_create_external_arraybuffer\((external_data=NULL( \w+=NULL)?|all NULL)\)`,
  String.raw`napi_create_external_buffer\(data=NULL( finalize_\w+=NULL)?\)`,
  String.raw`node_api_create_external_sharedarraybuffer\(external_data=NULL( finalize_\w+=NULL)?\)`,
  String.raw`napi_create_(typedarray|dataview)\((length|byte_offset)=${AUTO_LENGTH}\)`,
  String.raw`node_api_create_buffer_from_arraybuffer\(byte_(length|offset)=${AUTO_LENGTH}\)`,
  String.raw`napi_(resolve|reject)_deferred\((deferred=NULL.*|all NULL)\)`,
  String.raw`napi_create_buffer_copy\(data=NULL( result_data=NULL)?\)`,
  String.raw`napi_open_callback_scope\((resource_object=\w+ )?context=NULL\)`,
  // Of work that was never queued Node reads what is in the memory.
  String.raw`napi_cancel_async_work\(\)`,
  String.raw`napi_\w+_threadsafe_function\w*\(func=NULL( (data|is_blocking|mode|result)=\S+)?\)(?<!^napi_create.*)`,
  String.raw`napi_get_threadsafe_function_context\(result=NULL\)`,
].map((pattern) => new RegExp(`^${pattern}$`));
const endsNode = (line) => UNCHECKED.some((pattern) => pattern.test(line));

/**
 * Calls everything once, but for what ends Node's process; or just that.
 * @param {object} addon every_call.node for some version
 */
function sweep(addon, { unchecked = false } = {}) {
  values = makeValues(addon);
  for (const planned of plan()) {
    for (const [label, changed] of casesOf(planned, values.makers)) {
      const line = `${planned.name}(${label})`;
      if (endsNode(line) !== unchecked) continue;
      console.log(`${line}: ${outcome(planned.name, addon.call(planned.name, build(planned, changed), false))}`);
    }
  }
}

/** Calls one function with the given arguments and prints the outcome under `label`. */
function callAndPrint(addon, label, name, ...args) {
  values ??= makeValues(addon);
  console.log(`${name} ${label}: ${outcome(name, addon.call(name, [['env'], ...args], false))}`);
}

/** Calls every function once, with good arguments, while an exception is pending. */
function sweepPending(addon) {
  values = makeValues(addon);
  for (const planned of plan()) {
    if (endsNode(`${planned.name}()`)) continue;
    console.log(`${planned.name}: ${outcome(planned.name, addon.call(planned.name, build(planned, new Map()), true))}`);
  }
}

/** Has every function called once, with good arguments, while JavaScript is off. `leftOut` holds names. */
function sweepAtExit(addon, leftOut) {
  values = makeValues(addon);
  for (const planned of plan()) {
    if (!leftOut.includes(planned.name) && !endsNode(`${planned.name}()`)) addon.callAtExit(planned.name, build(planned, new Map()));
  }
}

module.exports = { sweep, sweepPending, sweepAtExit, callAndPrint, show };
