// flags: --expose-gc
// References keep alive while they count, and only then; finalizers run once, where their version says.
'use strict';

const { show, attempt, collectUntil } = require('../_show');

async function exercise(version) {
  const addon = require(`../build/c/${version}.node`);
  const log = (...what) => console.log(version, ...what);
  const finalized = (count) => collectUntil(() => addon.counts()[0] >= count);

  const values = { number: 5, text: 'text', nul: null, undef: undefined, symbol: Symbol('s'), shared: Symbol.for('s'), bigint: 5n, yes: true, object: {}, func() {} };
  for (const [name, value] of Object.entries(values)) {
    log(name, addon.create(0, value, 1), attempt(() => addon.get(0) === value));
    if (addon.create(0, value, 1) === 'ok') log(name, addon.ref(0), addon.unref(0), addon.unref(0), attempt(() => addon.get(0) === value), addon.unref(0), addon.ref(0), attempt(() => addon.get(0) === value), addon.delete_(0));
  }

  let object = { alive: true };
  log(addon.create(1, object, 0), show(addon.get(1)), addon.unref(1), addon.ref(1), addon.ref(1), addon.unref(1));
  object = null;
  await collectUntil(() => addon.get(1) === 'gone');
  log('strong', show(addon.get(1)), addon.unref(1));
  log('weak', await collectUntil(() => addon.get(1) === 'gone'), addon.ref(1), addon.unref(1), addon.unref(1), addon.get(1), addon.delete_(1));

  let count = 0;
  (() => {
    const several = {};
    for (const number of [1, 2, 4]) log(addon.add_finalizer(several, number));
    log(addon.add_finalizer(5, 1), addon.add_finalizer(null, 1), addon.add_finalizer(() => 0, 8), addon.add_finalizer(addon.external(16), 32));
  })();
  count += 6;
  log('finalized', await finalized(count), show(addon.counts()));

  (() => log(addon.add_finalizer({}, 64, 2), show(addon.get(2)), addon.ref(2), addon.unref(2)))();
  count += 1;
  log('its reference', await finalized(count), addon.get(2), addon.delete_(2), show(addon.counts()));

  (() => { addon.add_finalizer({}, 128, 3); addon.delete_(3); })();
  await collectUntil(() => false);
  log('deleted before', show(addon.counts()));

  (() => {
    const wrapped = {};
    log(addon.wrap(wrapped, 256, 4), show(addon.get(4)), addon.ref(4), addon.unref(4), addon.delete_(4));
    const unwrapped = {};
    log(addon.wrap(unwrapped, 512, 5), addon.remove_wrap(unwrapped), addon.get(5) === unwrapped, addon.delete_(5));
    // Without its wrap the reference stays, and the finalizer does not run.
    log(addon.wrap(unwrapped, 1024, 6), addon.remove_wrap(unwrapped));
  })();
  await collectUntil(() => false);
  log('wraps', show(addon.counts()));

  const seen = [];
  (() => { for (let i = 0; i < 5; i++) addon.on_collect({}, i, (argument) => { seen.push(argument.data); if (argument.data === 3) throw new Error('from a finalizer'); }); })();
  await collectUntil(() => seen.length === 5);
  log('called back', show(seen.sort()));

  log('memory', addon.adjust(1 << 20), addon.adjust(-(1 << 20)));
}

process.on('uncaughtException', (error, origin) => console.log('uncaught', error.message, origin));
(async () => {
  for (const version of ['references', 'references10', 'references_experimental']) await exercise(version);
})();
