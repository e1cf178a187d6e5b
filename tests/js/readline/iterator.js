// The iterator over the lines of an interface: one for each interface, which tells how much it holds; the order among ticks; its ends.
'use strict';
const readline = require('node:readline');
const { Readable } = require('node:stream');

const lines = (...parts) => readline.createInterface({ input: Readable.from(parts) });

async function main() {
  const whole = lines('a\nb\n', 'c\nd');
  const iterator = whole[Symbol.asyncIterator]();
  console.log(iterator === whole[Symbol.asyncIterator](), iterator[Symbol.for('nodejs.watermarkData')].high, Object.keys(iterator));
  const log = [];
  const spin = (count) => {
    log.push(count);
    if (count < 20) Promise.resolve(count + 1).then(spin);
  };
  for await (const line of whole) {
    log.push(line);
    if (line === 'a') spin(0);
  }
  console.log(log.join(' '));

  const left = lines('x\n', 'y');
  for await (const line of left) {
    console.log(line);
    break;
  }
  console.log(left.closed);
  const done = lines('x\n', 'y')[Symbol.asyncIterator]();
  console.log(await done.next(), await done.next(), await done.next());
  try {
    done.throw(1);
  } catch (error) {
    console.log(error.code, error.message);
  }
}

main();
