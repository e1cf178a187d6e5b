// An external gives back the pointer that it was made with, whatever its bits; it can be tagged once; its finalizer runs.
// Tags stay with their externals and objects, and with nothing else.
// flags: --expose-gc
'use strict';

const addon = require('../build/c/externals.node');
const { attempt, collectUntil, show } = require('../_show');

const pointers = [0n, 1n, 8n, 0x7fff_ffff_fff8n, 1n << 63n, (1n << 63n) | 64n, (1n << 64n) - 1n, 0x4000_0000_0000_0001n];

async function main() {
  for (const pointer of pointers) {
    for (const finalizer of [false, true]) {
      const external = addon.external(pointer, finalizer);
      const line = [addon.type(external), addon.pointer(external) === pointer, addon.has_tag(external, 1)];
      line.push(attempt(() => addon.tag(external, 1)), attempt(() => addon.tag(external, 2)));
      line.push(addon.has_tag(external, 1), addon.has_tag(external, 2), addon.pointer(external) === pointer);
      console.log(`0x${pointer.toString(16)}`, finalizer, line.join(', '));
    }
  }
  console.log('finalized', await collectUntil(() => addon.finalizers() === pointers.length));

  // Tags stay with their externals while those move.
  const kept = [];
  for (let i = 0; i < 3000; i++) {
    const external = addon.external(BigInt(i), false);
    if (i % 3 === 0) addon.tag(external, i);
    if (i % 2 === 0) kept.push([external, i]);
  }
  for (let turn = 0; turn < 3; turn++) gc();
  console.log('kept', kept.every(([external, i]) => addon.pointer(external) === BigInt(i) && addon.has_tag(external, i) === (i % 3 === 0)));
  // The same for objects: nothing that comes to lie where a tagged object was has its tag.
  for (let round = 0; round < 20; round++) {
    const tagged = Array.from({ length: 50 }, (_, i) => ({ i }));
    tagged.forEach((object, i) => addon.tag(object, i));
    const check = () => tagged.every((object, i) => addon.has_tag(object, i) && addon.has_tag(object, i) && !addon.has_tag(object, i + 1));
    const before = check();
    gc({ type: round % 2 ? 'minor' : 'major' });
    const others = Array.from({ length: 500 }, () => ({}));
    if (!before || !check() || others.some((object) => Array.from({ length: 50 }).some((_, i) => addon.has_tag(object, i)))) console.log('lost', round);
  }
  for (const value of [{}, 'text', 5, null, undefined, () => 1]) console.log(show(value), attempt(() => addon.pointer(value)));
}

main();
