// DOMException: names, the legacy codes and their constants, which are derived from a list of words; QuotaExceededError's
// numbers. A bag of options without a name once gave the name 'Error'; Node makes 'undefined' of it.
'use strict';

const names = ['IndexSizeError', 'InUseAttributeError', 'URLMismatchError', 'DataCloneError', 'VALIDATIONError', 'none'];
for (const name of names) console.log(name, new DOMException('text', name).code);
console.log(Object.entries(DOMException).join());
console.log(Object.keys(DOMException.prototype).join());

for (const options of [undefined, null, {}, { name: null }, { cause: 1, name: 'AbortError' }, 5, []]) {
  const error = new DOMException('text', options);
  console.log(error.name, error.code, Object.getOwnPropertyNames(error), Object.getOwnPropertyDescriptor(error, 'cause'));
}

const quotas = [
  {}, { quota: 5 }, { quota: 5, requested: 4 }, { quota: 0, requested: 0 }, { requested: 3 }, { quota: -1 }, { quota: NaN },
  { requested: -Infinity }, { quota: 3, requested: 9 }, null,
];
for (const options of quotas) {
  try {
    const error = new QuotaExceededError('text', options);
    console.log(error.quota, error.requested, error.code);
  } catch (error) {
    console.log(error.name, error.message);
  }
}
