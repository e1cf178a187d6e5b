'use strict';

// Lines from a stream that is no terminal: endings, pieces, questions, iteration, closing, what is refused.

const readline = require('node:readline');
const readlinePromises = require('node:readline/promises');
const { PassThrough } = require('node:stream');
const { once } = require('node:events');
const { promisify } = require('node:util');

function attempt(fn) {
  try {
    const result = fn();
    console.log(typeof result);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

async function lines(pieces, options) {
  const input = new PassThrough();
  const rl = readline.createInterface({ input, ...options });
  const seen = [];
  rl.on('line', (line) => seen.push(line));
  for (const piece of pieces) {
    input.write(piece);
    await new Promise(setImmediate);
  }
  input.end();
  await once(rl, 'close');
  console.log(JSON.stringify(seen));
}

async function main() {
  await lines(['one\ntwo\r\nthree\rfour']);
  await lines(['a', 'b\nc', '\n', '\n']);
  await lines(['cut\r', '\nhere']);
  await lines(['u\u2028v\u2029w']);
  await lines([Buffer.from([0xe2, 0x82]), Buffer.from([0xac, 10])]);
  await lines([]);
  await lines(['', 'end\n']);

  const input = new PassThrough();
  const output = new PassThrough().setEncoding('utf8');
  const rl = readline.createInterface({ input, output, prompt: '# ' });
  console.log(rl.terminal, rl.line, rl.getPrompt(), rl.getCursorPos(), rl.columns, rl.crlfDelay);
  for (const event of ['pause', 'resume', 'close', 'line', 'history']) rl.on(event, (...args) => console.log(event, ...args));
  rl.prompt();
  rl.question('name? ', (answer) => console.log('answer', answer));
  input.write('me\n');
  await new Promise(setImmediate);
  const asked = promisify(rl.question).call(rl, 'age? ');
  input.write('7\nrest\n');
  console.log(await asked);
  const controller = new AbortController();
  rl.question('gone? ', { signal: controller.signal }, () => console.log('never'));
  controller.abort();
  await new Promise(setImmediate);
  input.write('after the question\n');
  await new Promise(setImmediate);
  console.log(rl.pause() === rl, rl.resume() === rl);
  rl.write('written\n');
  rl.setPrompt('> ');
  rl.prompt();
  rl.close();
  console.log(JSON.stringify(output.read()));
  for (const fn of [
    () => rl.question('x', () => {}), () => rl.write('x'), () => rl.pause(), () => rl.resume(), () => rl.prompt(),
    () => rl.close(),
  ]) attempt(fn);
  const fresh = (options) => readline.createInterface({ input: new PassThrough(), ...options });
  for (const fn of [
    () => fresh({ completer: 5 }), () => fresh({ history: 5 }), () => fresh({ historySize: -1 }), () => fresh({ tabSize: 0 }),
    () => fresh({ escapeCodeTimeout: 'x' }), () => fresh({ signal: 1 }), () => readline.Interface(new PassThrough()).close(),
    () => readline.clearLine(new PassThrough(), 1), () => readline.cursorTo(new PassThrough(), 'x'),
  ]) attempt(fn);

  const iterated = new PassThrough();
  iterated.end('x\ny\nz');
  const collected = [];
  for await (const line of readline.createInterface({ input: iterated })) collected.push(line);
  console.log(collected);
  const early = new PassThrough();
  early.write('first\nsecond\n');
  for await (const line of readline.createInterface({ input: early })) {
    console.log(line);
    break;
  }

  const promised = new PassThrough();
  const out = new PassThrough().setEncoding('utf8');
  const rlp = readlinePromises.createInterface({ input: promised, output: out });
  const answer = rlp.question('promised? ');
  promised.write('yes\n');
  console.log(await answer, JSON.stringify(out.read()));
  await rlp.question('x', { signal: AbortSignal.abort() }).catch((error) => console.log(error.name, error.code));
  const abort = new AbortController();
  const waiting = rlp.question('y', { signal: abort.signal });
  abort.abort();
  await waiting.catch((error) => console.log(error.name, error.code));
  rlp.close();

  const target = new PassThrough().setEncoding('utf8');
  const moves = new readlinePromises.Readline(target);
  console.log(moves.cursorTo(1, 2).moveCursor(-1, 3).clearLine(0).clearScreenDown() === moves);
  await moves.commit();
  moves.cursorTo(5).rollback();
  await moves.commit();
  console.log(JSON.stringify(target.read()));
  attempt(() => moves.clearLine(2));
  attempt(() => moves.cursorTo('x'));
  attempt(() => new readlinePromises.Readline({}));

  const signal = new AbortController();
  const aborted = fresh({ signal: signal.signal });
  signal.abort();
  console.log(aborted.closed);
}

main();
