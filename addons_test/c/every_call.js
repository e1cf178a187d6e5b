// Most functions of the ABI with arguments of every kind: right ones, null ones, values of all types, lengths and ranges at
// their limits, objects that throw on every access. Prints status, last error, exception and results of each call.
// What makes Node itself crash is left out.
'use strict';

const addon = require('../build/c/every_call.node');

// Kinds of arguments, as every_call.c numbers them.
const NUL = [0, 0], OV = [4, 0], CB = [7, 0], FIN = [8, 0], INFO = [9, 0];
const [I, V, S, O8, U, L, D] = [1, 2, 3, 5, 6, 10, 11].map((kind) => (payload = 0) => [kind, payload]);

// V8 puts these two in different places, depending on its version.
const isStable = (key) => !/^[gs]etFloat16$/.test(String(typeof key === 'object' ? '' : key));

let hide = false;

function show(value) {
  if (value === thrower) return 'thrower';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'symbol') return value.toString();
  if (value instanceof Error) return `${value.constructor.name}(${value.message},${value.code})`;
  if (Array.isArray(value)) return `[${value.filter(isStable).map(show).join()}]`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}<${value.byteOffset},${value.byteLength}>`;
  if (value !== null && typeof value === 'object') {
    return `${Object.prototype.toString.call(value)}{${Reflect.ownKeys(value).filter(isStable).map(String).join()}}`;
  }
  return `${typeof value}:${String(value)}`;
}

/** Calls and prints. `hide` leaves the results out: addresses. */
function t(name, ...args) {
  const [status, last, exception, ...results] = addon.call(name, args);
  const shown = args.map(([kind, payload]) => (kind === 2 || kind === 10 ? show(payload) : `${kind}:${typeof payload === 'object' ? '' : payload}`));
  console.log(name, shown.join(' '), '=>', status, last, ...exception.map(show), hide ? '' : results.map(show).join(' '));
  return results;
}

const fail = (what) => () => { throw new Error(what); };
const thrower = new Proxy({}, {
  get: fail('get'), set: fail('set'), has: fail('has'), deleteProperty: fail('delete'), ownKeys: fail('keys'),
  getOwnPropertyDescriptor: fail('descriptor'), defineProperty: fail('define'), getPrototypeOf: fail('prototype'),
  setPrototypeOf: fail('set prototype'), preventExtensions: fail('prevent'),
});
const no = () => false;
const refuser = new Proxy({}, { set: no, deleteProperty: no, defineProperty: no, preventExtensions: no, setPrototypeOf: no });
const frozen = Object.freeze({ a: 1 });
const sym = Symbol('s');
const external = addon.make_external();
const Class = addon.define_class();
const vals = [
  undefined, null, true, 1, 1.5, -1e30, NaN, Infinity, 'str', sym, 10n, { a: 1 }, [1, 2], function f() {}, external, thrower,
  frozen, new Date(5), new ArrayBuffer(8), new Uint8Array(4), new DataView(new ArrayBuffer(4)), new Error('x'),
  Promise.resolve(1), new SharedArrayBuffer(8), refuser,
];

const one = ['napi_is_error','napi_is_date','napi_is_array','napi_is_arraybuffer','napi_is_typedarray','napi_is_dataview','napi_is_buffer','napi_is_promise','napi_is_detached_arraybuffer','node_api_is_sharedarraybuffer','napi_typeof','napi_get_value_bool','napi_get_value_double','napi_get_value_int32','napi_get_value_uint32','napi_get_value_int64','napi_get_array_length','napi_get_date_value'];
for (const f of one){ for (const v of vals) t(f,V(v),O8()); t(f,NUL,O8()); t(f,V(1),NUL); t(f,NUL,NUL); }
for (const f of ['napi_coerce_to_bool','napi_coerce_to_number','napi_coerce_to_string','napi_coerce_to_object','napi_get_property_names']){ for (const v of vals) { if (v===external) continue; t(f,V(v),OV);} t(f,NUL,OV); t(f,V(1),NUL); }
for (const v of vals) if (v!==external) t('napi_get_prototype',V(v),OV);
for (const v of vals){ hide = v===external; t('napi_get_value_external',V(v),O8()); hide=false; }
for (const v of vals){ t('napi_get_value_bigint_int64',V(v),O8(),O8()); t('napi_get_value_bigint_uint64',V(v),O8(),O8()); }
for (const b of [0n,-1n,2n**64n,-(2n**63n),2n**200n,2n**64n-1n]) { t('napi_get_value_bigint_int64',V(b),O8(),O8()); t('napi_get_value_bigint_uint64',V(b),O8(),O8()); t('napi_get_value_bigint_words',V(b),NUL,O8(0),NUL); t('napi_get_value_bigint_words',V(b),O8(),O8(1),O8()); t('napi_get_value_bigint_words',V(b),NUL,O8(1),O8()); t('napi_get_value_bigint_words',V(b),O8(),O8(1),NUL);}
t('napi_get_value_bigint_words',V(1),NUL,O8(0),NUL); t('napi_get_value_bigint_words',V(1n),NUL,NUL,NUL);
t('napi_create_bigint_words',I(0),I(1),O8(5),OV); t('napi_create_bigint_words',I(1),I(1),O8(5),OV); t('napi_create_bigint_words',I(0),I(0),O8(5),OV);
t('napi_create_bigint_words',I(0),I(2**31),O8(5),OV); t('napi_create_bigint_words',I(0),I(2**24+1),O8(5),OV);
t('napi_create_bigint_words',I(0),I(1),NUL,OV);
// properties
for (const o of vals) { if (o===external) continue;
for (const k of ['a',sym,5]) { t('napi_get_property',V(o),V(k),OV); t('napi_has_property',V(o),V(k),O8()); t('napi_has_own_property',V(o),V(k),O8()); t('napi_delete_property',V(o),V(k),O8()); t('napi_set_property',V(o),V(k),V(7)); }
  t('napi_get_named_property',V(o),S('a'),OV); t('napi_has_named_property',V(o),S('a'),O8()); t('napi_set_named_property',V(o),S('a'),V(7));
t('napi_get_element',V(o),I(1),OV); t('napi_has_element',V(o),I(1),O8()); t('napi_set_element',V(o),I(1),V(7));
t('napi_delete_element',V(o),I(1),O8());
  t('napi_get_all_property_names',V(o),I(0),I(0),I(0),OV); t('napi_get_all_property_names',V(o),I(1),I(2),I(1),OV);
  if ([true,thrower,frozen,refuser].includes(o)) {t('node_api_set_prototype',V(o),V(null)); t('node_api_set_prototype',V(o),V(5));}
  if (o!==vals[13]) { t('napi_instanceof',V(o),V(Object),O8()); t('napi_instanceof',V({}),V(o),O8()); }
  t('napi_strict_equals',V(o),V(1),O8());
t('napi_define_properties',V(o),I(1),D({utf8name:'zz',value:3,attributes:7}));
t('napi_define_properties',V(o),I(1),D({utf8name:'zy',value:3,attributes:0}));
t('napi_define_properties',V(o),I(1),D({utf8name:'zm',method:1,attributes:0}));
t('napi_define_properties',V(o),I(1),D({utf8name:'zg',getter:1,attributes:4}));
}
t('napi_get_property',NUL,V('a'),OV); t('napi_get_property',V({}),NUL,OV); t('napi_get_property',V({}),V('a'),NUL);
t('napi_set_property',NUL,V('a'),V(1)); t('napi_set_property',V({}),NUL,V(1)); t('napi_set_property',V({}),V('a'),NUL);
t('napi_has_property',NUL,V('a'),O8()); t('napi_has_own_property',NUL,V('a'),O8()); t('napi_delete_property',V({}),V('a'),NUL);
t('napi_delete_property',V({}),NUL,NUL);
t('napi_get_named_property',V({}),NUL,OV); t('napi_set_named_property',V({}),NUL,V(1)); t('napi_has_named_property',V({}),NUL,O8());
t('napi_get_named_property',NUL,S('a'),OV);
t('napi_get_all_property_names',V({}),I(9),I(0),I(0),OV); t('napi_get_all_property_names',V({}),I(0),I(0),I(9),OV);
t('napi_get_all_property_names',V({}),I(0),I(0),I(0),NUL); t('napi_get_all_property_names',V({a:1,[sym]:2,3:4}),I(1),I(8),I(0),OV);
t('napi_get_all_property_names',V({a:1,[sym]:2,3:4}),I(1),I(16),I(0),OV);
t('napi_define_properties',V({}),I(1),NUL); t('napi_define_properties',V({}),I(0),NUL); t('napi_define_properties',NUL,I(0),NUL);
t('napi_define_properties',V({}),I(1),D({name:5,value:1})); t('napi_define_properties',V({}),I(1),D({name:sym,value:1}));
for (const o of [{},frozen,thrower,refuser,1,undefined,new Uint8Array(2)]) { t('napi_object_freeze',V(o)); t('napi_object_seal',V(o)); } t('napi_object_freeze',NUL);
// functions
for (const f of vals) { t('napi_call_function',V(undefined),V(f),I(0),NUL,OV); t('napi_new_instance',V(f),I(0),NUL,OV); t('napi_make_callback',NUL,V({}),V(f),I(0),NUL,OV); }
const boom=()=>{throw new TypeError('boom')}; class C{constructor(){ throw new RangeError('ctor'); }}
t('napi_call_function',V(undefined),V(boom),I(0),NUL,OV); t('napi_call_function',V(undefined),V(boom),I(0),NUL,NUL);
t('napi_call_function',NUL,V(boom),I(0),NUL,NUL); t('napi_call_function',V(1),NUL,I(0),NUL,NUL);
t('napi_call_function',V(1),V((a,b)=>a+b),I(2),L([1,2]),OV); t('napi_call_function',V(1),V((a,b)=>a+b),I(2),NUL,OV);
t('napi_call_function',V(1),V(()=>4),I(0),NUL,NUL); t('napi_call_function',V(1),V(C),I(0),NUL,NUL);
t('napi_call_function',NUL,V(function(){return this===globalThis}),I(0),NUL,OV);
t('napi_new_instance',V(C),I(0),NUL,OV); t('napi_new_instance',NUL,I(0),NUL,OV); t('napi_new_instance',V(Date),I(1),NUL,OV);
t('napi_new_instance',V(Date),I(0),NUL,NUL); t('napi_new_instance',V(Date),I(1),L([5]),OV);
t('napi_make_callback',NUL,V({}),V(boom),I(0),NUL,OV); t('napi_make_callback',NUL,NUL,V(boom),I(0),NUL,OV);
t('napi_make_callback',NUL,V(undefined),V(()=>1),I(0),NUL,OV); t('napi_make_callback',NUL,V({}),V(()=>9),I(0),NUL,NUL);
t('napi_make_callback',NUL,V({}),V((a)=>a),I(1),L([3]),OV); t('napi_make_callback',NUL,V({}),V((a)=>a),I(1),NUL,OV);
t('napi_create_function',S('n'),I(1),CB,NUL,OV); t('napi_create_function',NUL,I(1),CB,NUL,OV); t('napi_create_function',S('n'),I(1),NUL,NUL,OV);
t('napi_create_function',S('nnn'),I(-1),CB,NUL,NUL); t('napi_create_function',S('nnn'),I(2**31),CB,NUL,OV);
t('napi_create_function',S('nnn'),I(0),CB,NUL,OV);
t('napi_get_cb_info',INFO,NUL,NUL,NUL,NUL); t('napi_get_cb_info',NUL,NUL,NUL,NUL,NUL); t('napi_get_cb_info',INFO,O8(0),NUL,OV,NUL);
t('napi_get_new_target',INFO,OV); t('napi_get_new_target',NUL,OV); t('napi_get_new_target',INFO,NUL);
t('napi_define_class',S('K'),I(-1),CB,NUL,I(0),NUL,OV); t('napi_define_class',NUL,I(-1),CB,NUL,I(0),NUL,OV);
t('napi_define_class',S('K'),I(-1),NUL,NUL,I(0),NUL,OV); t('napi_define_class',S('K'),I(-1),CB,NUL,I(1),NUL,OV);
t('napi_define_class',S('K'),I(-1),CB,NUL,I(0),NUL,NUL); t('napi_define_class',S('K'),I(2**31),CB,NUL,I(0),NUL,OV);
for (const d of [{utf8name:'x',value:1,attributes:7},{utf8name:'x',value:1},{utf8name:'m',method:1,attributes:5},{utf8name:'g',getter:1,setter:1,attributes:6},{utf8name:'g',getter:1},{utf8name:'s',value:'st',attributes:1024},{utf8name:'s',method:1,attributes:1024+5}, {name:5,value:1}, {name:sym,value:sym}]) { const r=t('napi_define_class',S('K'),I(-1),CB,NUL,I(1),D(d),OV); const k=r.at(-1)[0]; if (k) { for (const o of [k.prototype,k]) for (const p of Reflect.ownKeys(o)) { const q=Object.getOwnPropertyDescriptor(o,p); console.log('  ',String(p),show(q.value),show(q.get),show(q.set),q.writable,q.enumerable,q.configurable);} } }
// values
t('napi_create_object',NUL); t('napi_create_object',OV); t('napi_create_array',OV); t('napi_create_array_with_length',I(5),OV);
t('napi_create_array_with_length',I(-1),OV); t('napi_create_array_with_length',I(2**32+3),OV); t('napi_create_array_with_length',I(2**31+3),OV);
for (const v of vals) { if (v!==external) t('napi_create_symbol',V(v),OV); t('napi_create_error',V(v),V('msg'),OV); t('napi_create_error',V('code'),V(v),OV); t('napi_create_range_error',NUL,V(v),OV);} t('napi_create_symbol',NUL,OV);
t('napi_create_type_error',NUL,NUL,OV); t('node_api_create_syntax_error',V('a'),V('b'),OV); t('node_api_create_syntax_error',V('a'),V('b'),NUL);
t('node_api_symbol_for',S('abc'),I(-1),OV); t('node_api_symbol_for',S('abc'),I(2),OV); t('node_api_symbol_for',NUL,I(0),OV);
t('node_api_symbol_for',NUL,I(-1),OV); t('node_api_symbol_for',NUL,I(1),OV); t('node_api_symbol_for',S('a'),I(-1),NUL);
for (const f of ['napi_create_string_utf8','napi_create_string_latin1','node_api_create_property_key_utf8','node_api_create_property_key_latin1']) { for (const s of ['','a','gr\u00fc\u00df','\u{1f388}x']) { t(f,S(s),I(-1),OV); t(f,S(s),I(1),OV);} t(f,NUL,I(0),OV); t(f,NUL,I(-1),OV); t(f,NUL,I(3),OV); t(f,S('a'),I(2**31),OV); t(f,S('a'),I(2**31),NUL); t(f,S('a'),I(-1),NUL); }
for (const f of ['napi_create_string_utf16','node_api_create_property_key_utf16']) { for (const s of ['','a','gr\u00fc\u00df','\u{1f388}x']) { t(f,U(s),I(-1),OV); t(f,U(s),I(1),OV);} t(f,NUL,I(0),OV); t(f,NUL,I(-1),OV); t(f,NUL,I(3),OV); t(f,U('a'),I(2**31),OV); t(f,U('a'),I(-1),NUL); }
for (const f of ['napi_get_value_string_utf8','napi_get_value_string_latin1']) { for (const s of ['','abc','gr\u00fc\u00df','\u{1f388}x','a\ud800b','\ud83c']) for (const n of [0,1,2,3,4,5,6,20]) { t(f,V(s),S(''),I(n),O8(99)); t(f,V(s),NUL,I(n),O8(99)); } for (const v of vals) t(f,V(v),NUL,I(0),O8(99)); t(f,V('a'),NUL,I(0),NUL); t(f,V('a'),S(''),I(0),NUL); t(f,V('a'),S(''),I(5),NUL); t(f,NUL,S(''),I(5),NUL); }
for (const s of ['','abc','\u{1f388}x']) for (const n of [0,1,2,20]) { t('napi_get_value_string_utf16',V(s),O8(0),I(Math.min(n,4)),O8(99)); t('napi_get_value_string_utf16',V(s),NUL,I(n),O8(99)); } t('napi_get_value_string_utf16',V(5),NUL,I(0),O8(99));
// errors
for (const f of ['napi_throw_error','napi_throw_type_error','napi_throw_range_error','node_api_throw_syntax_error']) { t(f,S('c'),S('m')); t(f,NUL,S('m')); t(f,S('c'),NUL); t(f,NUL,NUL); } for (const v of vals) t('napi_throw',V(v));
t('napi_throw',NUL);
t('napi_is_exception_pending',NUL); t('napi_is_exception_pending',O8(7)); t('napi_get_and_clear_last_exception',NUL);
t('napi_get_and_clear_last_exception',OV); t('napi_get_last_error_info',NUL);
// buffers
const ab=new ArrayBuffer(16), sab=new SharedArrayBuffer(16);
for (let k=-1;k<=12;k++) { for (const [len,off] of [[1,0],[1,1],[0,16],[0,17],[3,0],[2,8],[17,0],[2**40,0],[1,2],[1,4]]) { t('napi_create_typedarray',I(k),I(len),V(ab),I(off),OV);} t('napi_create_typedarray',I(k),I(1),V(sab),I(0),OV); t('napi_create_typedarray',I(k),I(1),V({}),I(0),OV); } t('napi_create_typedarray',I(1),I(1),NUL,I(0),OV);
t('napi_create_typedarray',I(1),I(1),V(ab),I(0),NUL);
for (const [len,off] of [[0,0],[16,0],[17,0],[1,16],[0,16],[0,17]]) t('napi_create_dataview',I(len),V(ab),I(off),OV);
t('napi_create_dataview',I(1),V(sab),I(0),OV); t('napi_create_dataview',I(1),V({}),I(0),OV); t('napi_create_dataview',I(1),NUL,I(0),OV);
t('napi_create_dataview',I(1),V(ab),I(0),NUL);
for (const [off,len] of [[0,0],[0,16],[1,16],[16,0],[17,0],[4,8]]) t('node_api_create_buffer_from_arraybuffer',V(ab),I(off),I(len),OV);
t('node_api_create_buffer_from_arraybuffer',V(sab),I(0),I(1),OV); t('node_api_create_buffer_from_arraybuffer',V({}),I(0),I(1),OV);
t('node_api_create_buffer_from_arraybuffer',NUL,I(0),I(1),OV); t('node_api_create_buffer_from_arraybuffer',V(ab),I(0),I(1),NUL);
for (const v of vals.concat([new Float64Array(4),new BigInt64Array(2),new Uint8ClampedArray(3)])) { t('napi_get_arraybuffer_info',V(v),NUL,O8(1)); t('napi_get_typedarray_info',V(v),O8(0),O8(0),NUL,OV,O8(0)); t('napi_get_dataview_info',V(v),O8(0),NUL,OV,O8(0)); if (ArrayBuffer.isView(v)) t('napi_get_buffer_info',V(v),NUL,O8(0)); }
t('napi_get_arraybuffer_info',NUL,NUL,NUL); t('napi_get_arraybuffer_info',V(ab),NUL,NUL); t('napi_get_typedarray_info',NUL,NUL,NUL,NUL,NUL,NUL);
t('napi_get_dataview_info',NUL,NUL,NUL,NUL,NUL); t('napi_get_buffer_info',NUL,NUL,NUL);
for (const v of vals) { if (v!==vals[18]) t('napi_detach_arraybuffer',V(v)); } const d1=new ArrayBuffer(4); t('napi_detach_arraybuffer',V(d1));
t('napi_is_detached_arraybuffer',V(d1),O8()); t('napi_detach_arraybuffer',V(d1)); t('napi_detach_arraybuffer',NUL);
t('napi_detach_arraybuffer', V(new WebAssembly.Memory({initial:1}).buffer));
hide=true; t('napi_create_arraybuffer',I(8),O8(),OV); t('napi_create_arraybuffer',I(8),NUL,OV); t('napi_create_arraybuffer',I(8),NUL,NUL);
t('napi_create_buffer',I(8),O8(),OV); t('napi_create_buffer',I(0),NUL,OV); t('napi_create_buffer',I(8),NUL,NUL);
t('napi_create_buffer_copy',I(3),S('abc'),NUL,OV); t('napi_create_buffer_copy',I(3),S('abc'),NUL,NUL);
t('node_api_create_sharedarraybuffer',I(8),O8(),OV); t('node_api_create_sharedarraybuffer',I(8),NUL,NUL);
t('napi_create_external_arraybuffer',NUL,I(0),NUL,NUL,NUL); t('napi_create_external_buffer',I(0),NUL,NUL,NUL,NUL); hide=false;
t('napi_create_external_arraybuffer',NUL,I(0),NUL,NUL,OV); t('napi_create_external_buffer',I(0),NUL,NUL,NUL,OV);
// wrap, tags, refs
const w={}; hide=true;
for (const v of vals) { t('napi_unwrap',V(v),O8()); t('napi_remove_wrap',V(v),O8()); if (v===null||typeof v!=='object'&&typeof v!=='function') t('napi_wrap',V(v),I(4),NUL,NUL,NUL);} t('napi_wrap',V(w),I(16),NUL,NUL,NUL);
t('napi_wrap',V(w),I(16),NUL,NUL,NUL); hide=false; t('napi_unwrap',V(w),O8()); t('napi_remove_wrap',V(w),O8()); t('napi_unwrap',V(w),O8());
t('napi_remove_wrap',V(w),NUL); t('napi_wrap',V(w),I(16),NUL,NUL,NUL); t('napi_remove_wrap',V(w),NUL); t('napi_wrap',NUL,I(16),NUL,NUL,NUL);
t('napi_unwrap',NUL,O8()); t('napi_unwrap',V(w),NUL); hide=true; t('napi_wrap',V({}),I(16),NUL,NUL,O8()); t('napi_wrap',V({}),I(16),FIN,NUL,O8());
hide=false; const kw=new Class(); t('napi_unwrap',V(kw),O8()); t('napi_wrap',V(kw),I(32),NUL,NUL,NUL); t('napi_wrap',V(kw),I(32),NUL,NUL,NUL);
t('napi_unwrap',V(kw),O8()); t('napi_unwrap',V(Object.create(kw)),O8()); t('napi_remove_wrap',V(kw),O8()); t('napi_remove_wrap',V(kw),O8());
t('napi_unwrap',V(thrower),O8()); t('napi_wrap',V(frozen),I(48),NUL,NUL,NUL); t('napi_unwrap',V(frozen),O8());
t('napi_wrap',V(vals[13]),I(64),NUL,NUL,NUL); t('napi_unwrap',V(vals[13]),O8());
const tag=L([1,2]);
for (const v of vals) { t('napi_type_tag_object',V(v),tag); t('napi_check_object_type_tag',V(v),tag,O8()); t('napi_type_tag_object',V(v),tag); } t('napi_type_tag_object',V({}),NUL);
t('napi_check_object_type_tag',V({}),NUL,O8()); t('napi_check_object_type_tag',V({}),tag,NUL); t('napi_check_object_type_tag',V({}),tag,O8(5));
t('napi_type_tag_object',NUL,tag);
hide=true;
for (const v of vals) { t('napi_create_reference',V(v),I(1),O8()); t('napi_add_finalizer',V(v),NUL,FIN,NUL,NUL);} t('napi_create_reference',NUL,I(1),O8());
t('napi_create_reference',V({}),I(1),NUL); t('napi_delete_reference',NUL); t('napi_reference_ref',NUL,NUL); t('napi_reference_unref',NUL,NUL);
t('napi_get_reference_value',NUL,OV); t('napi_add_finalizer',V({}),NUL,NUL,NUL,NUL); t('napi_add_finalizer',NUL,NUL,FIN,NUL,NUL); hide=false;
t('napi_open_handle_scope',NUL); t('napi_close_handle_scope',NUL); t('napi_open_escapable_handle_scope',NUL);
t('napi_close_escapable_handle_scope',NUL); t('napi_close_handle_scope',I(64)); t('napi_close_escapable_handle_scope',I(64));
t('napi_escape_handle',NUL,V(1),OV);
// the rest
t('napi_run_script',V('1+1'),OV); t('napi_run_script',V('throw new Error("s")'),OV); t('napi_run_script',V('%%'),OV); t('napi_run_script',V(5),OV);
t('napi_run_script',NUL,OV); t('napi_run_script',V('1'),NUL);
t('napi_create_promise',NUL,OV); t('napi_create_promise',O8(),NUL); t('napi_get_version',O8()); t('napi_get_version',NUL);
t('napi_get_node_version',NUL); t('napi_adjust_external_memory',I(0),NUL); t('napi_get_instance_data',NUL); t('napi_get_instance_data',O8(5));
t('napi_add_env_cleanup_hook',NUL,NUL); t('napi_remove_env_cleanup_hook',NUL,NUL); t('napi_remove_env_cleanup_hook',CB,NUL);
t('napi_add_async_cleanup_hook',NUL,NUL,NUL); t('napi_get_uv_event_loop',NUL); t('node_api_get_module_file_name',NUL);
t('napi_async_init',V({}),NUL,O8()); t('napi_async_init',NUL,V('x'),NUL); t('napi_async_init',V(undefined),V('x'),NUL); t('napi_async_destroy',NUL);
t('napi_open_callback_scope',NUL,NUL,NUL); t('napi_close_callback_scope',NUL); t('napi_close_callback_scope',I(64));
hide=true; t('napi_create_async_work',NUL,V('n'),NUL,NUL,NUL,O8()); t('napi_create_async_work',NUL,V('n'),CB,NUL,NUL,NUL);
t('napi_create_async_work',NUL,NUL,CB,NUL,NUL,O8()); t('napi_create_async_work',V(1),V(5),CB,NUL,NUL,O8());
t('napi_create_async_work',V(undefined),V(5),CB,NUL,NUL,O8()); t('napi_create_async_work',NUL,V(Symbol('x')),CB,NUL,NUL,O8());
t('napi_delete_async_work',NUL); t('napi_queue_async_work',NUL); t('napi_cancel_async_work',NUL);
t('napi_create_threadsafe_function',V(()=>1),NUL,V('n'),I(0),I(0),NUL,NUL,NUL,NUL,O8());
t('napi_create_threadsafe_function',NUL,NUL,V('n'),I(0),I(1),NUL,NUL,NUL,NUL,O8());
t('napi_create_threadsafe_function',V(5),NUL,V('n'),I(0),I(1),NUL,NUL,NUL,NUL,O8());
t('napi_create_threadsafe_function',V(()=>1),NUL,NUL,I(0),I(1),NUL,NUL,NUL,NUL,O8());
t('napi_create_threadsafe_function',V(()=>1),NUL,V('n'),I(0),I(1),NUL,NUL,NUL,NUL,NUL); hide=false;
t('node_api_create_object_with_properties',V(null),L(['a',sym]),L([1,2]),I(2),OV);
t('node_api_create_object_with_properties',NUL,L(['a']),L([1]),I(1),OV); t('node_api_create_object_with_properties',V({q:1}),NUL,NUL,I(0),OV);
t('node_api_create_object_with_properties',NUL,NUL,NUL,I(0),OV); t('node_api_create_object_with_properties',V(null),L([5]),L([1]),I(1),OV);
t('node_api_create_object_with_properties',V(null),NUL,L([1]),I(1),OV); t('node_api_create_object_with_properties',V(null),L(['x']),L([1]),I(1),NUL);
{ const r=t('node_api_create_object_with_properties',NUL,L(['a']),L([1]),I(1),OV); console.log(show(Object.getPrototypeOf(r[0][0]))); }
t('node_api_create_external_string_latin1',S(''),I(0),FIN,NUL,OV,O8()); t('node_api_create_external_string_latin1',NUL,I(0),FIN,NUL,OV,O8());
t('node_api_create_external_string_latin1',NUL,I(3),FIN,NUL,OV,O8()); t('node_api_create_external_string_latin1',S('abc'),I(-1),FIN,NUL,NUL,O8());
t('napi_get_boolean',I(1),OV); t('napi_get_boolean',I(0),OV); t('napi_get_null',OV); t('napi_get_undefined',OV); t('napi_get_null',NUL);
t('napi_get_global',NUL);
t('napi_instanceof',V({}),V(class{ static [Symbol.hasInstance](){ throw new Error('hi')} }),O8()); t('napi_instanceof',NUL,V(Object),O8());
t('napi_instanceof',V({}),NUL,O8()); t('napi_instanceof',V({}),V(Object),NUL); t('napi_strict_equals',NUL,V(1),O8());
t('napi_strict_equals',V(1),NUL,O8()); t('napi_strict_equals',V(1),V(1),NUL);
hide = true;
for (const size of [2 ** 53, 2 ** 53 - 1, 2 ** 45]) t('napi_create_buffer', I(size), NUL, OV);
t('napi_create_buffer_copy', I(2 ** 53), S('abc'), NUL, OV);
