// A composed stream that nobody can read or write, from a source to a sink, is destroyed when its chain has finished.
const { compose, finished } = require('node:stream');

const received = [];
const chain = compose(
  compose(async function* () { yield 'Hello'; yield 'World'; }()),
  compose(async function* (source) { for await (const chunk of source) yield String(chunk).toUpperCase(); }),
  compose(async (source) => { for await (const chunk of source) received.push(String(chunk)); }),
);
console.log(chain.readable, chain.writable);
chain.on('close', () => console.log('close', chain.destroyed, chain.errored));
finished(chain, (error) => console.log('finished', error, received));

const failing = compose(
  compose(async function* () { yield 'Hello'; }()),
  compose(async (source) => { for await (const chunk of source) throw new Error(`no ${chunk}`); }),
);
finished(failing, (error) => console.log('failed', error.message));
