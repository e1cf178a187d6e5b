// Which of several wrong arguments is told of; options of stat() that are no options.
'use strict';
const fs = require('node:fs');

function tell(name, ...args) {
  try {
    const result = fs[name](...args);
    console.log(name, typeof result);
  } catch (error) {
    console.log(name, error.code, error.message);
  }
}

const callback = () => {};
for (const args of [[{}, 'zz', 'abc'], [{}, 'zz'], [{}, 'r', {}], [{}, {}, 'abc'], [{}]]) {
  tell('openSync', ...args);
  tell('open', ...args.slice(0, 2), args[2] ?? 0o666, callback);
}
for (const name of ['statSync', 'lstatSync', 'statfsSync']) {
  for (const args of [[null, null], ['/', null], ['/', 1], ['/', 'abc'], [{}, 1]]) tell(name, ...args);
}

(async () => {
  for (const name of ['stat', 'lstat', 'statfs']) {
    for (const options of [null, 1, 'abc', [], callback, {}]) {
      await fs.promises[name]('/', options).then(() => console.log(name, 'found'), (error) => console.log(name, error.code, error.message));
    }
    await new Promise((resolve) => {
      try {
        fs[name]('/', null, (error) => resolve(console.log(name, error)));
      } catch (error) {
        resolve(console.log(name, error.message));
      }
    });
  }
  await fs.promises.stat({}, 1).catch((error) => console.log(error.message));
})();
