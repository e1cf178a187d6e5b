// flags: --expose-gc
// Traps and accessors run while a property is read or set by name, and may themselves have native code use other names. The
// engine needs the name after that: for its checks and for its messages. anode keeps strings of such names, and once gave up one
// that was in use.
'use strict';

const addon = require('../build/c/names.node');

function others() {
  addon.others();
  for (let i = 0; i < 1000; i++) new Array(100).fill(`${i}`);
  gc();
  addon.others();
}

function told(name, object) {
  for (let i = 0; i < 2; i++) {
    try {
      console.log(name, addon[name](object));
    } catch (error) {
      console.log(name, error.message);
    }
  }
}

const fixed = (name) => Object.defineProperty({}, name, { value: 1 });
const proxy = (name, trap, answer) => new Proxy(fixed(name), { [trap]() { others(); return answer; } });

told('get', proxy('a name that is read', 'get', 2));
told('get', { __proto__: proxy('a name that is read', 'get', 2) });
told('get', { get ['a name that is read']() { others(); return 3; } });
told('set', proxy('a name that is set', 'set', false));
told('set', proxy('a name that is set', 'set', true));
told('set', { __proto__: { set ['a name that is set'](value) { others(); } } });
told('set', new Proxy({}, { getOwnPropertyDescriptor() { others(); }, defineProperty() { others(); return false; } }));
told('has', proxy('a name that is looked for', 'has', false));
told('has', { __proto__: proxy('a name that is looked for', 'has', true) });
told('define', proxy('a name that is defined', 'defineProperty', false));
told('define', proxy('a name that is defined', 'defineProperty', true));
