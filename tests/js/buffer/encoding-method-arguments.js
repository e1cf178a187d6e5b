// The methods that are named after an encoding convert their indices, and refuse what lies outside, as Node's do: those of one
// byte a character and of UTF-8 with other errors than the rest.
'use strict';
const attempt = (name, action) => {
  try {
    return JSON.stringify(action());
  } catch (error) {
    return `${error.name} ${error.code} ${error.message}`;
  }
};

const indices = [
  [], [0, -1], [1], [-1], [2], [9], [0, 5], ['0', '1'], [0, null], [0, '1'], [0, NaN], [NaN, 1], [0.5, 1], [1.5], [0, 0.5],
  [undefined, -1], [null, 1], [0, {}], [{}, 1], [0, true], [2, 1], [3], [3, 9],
];
for (const encoding of ['ascii', 'latin1', 'utf8', 'hex', 'base64', 'base64url', 'ucs2']) {
  for (const list of indices) {
    const written = attempt(encoding, () => {
      const buffer = Buffer.alloc(3);
      return [buffer[`${encoding}Write`]('6162', ...list), buffer.toString('hex')];
    });
    const read = attempt(encoding, () => Buffer.from('abc')[`${encoding}Slice`](...list));
    console.log(encoding, list, '|', written, '|', read);
  }
}
