'use strict';

// Editing on a terminal: keys, history, completion, and exactly what is written to the screen.

const readline = require('node:readline');
const { PassThrough } = require('node:stream');

process.env.TERM = 'xterm';

const escape = '\x1b';
const keys = {
  left: `${escape}[D`, right: `${escape}[C`, up: `${escape}[A`, down: `${escape}[B`, home: `${escape}[H`, end: `${escape}[F`,
  delete: `${escape}[3~`, wordLeft: `${escape}b`, wordRight: `${escape}f`, backspace: '\x7f', ctrlW: '\x17', ctrlU: '\x15',
  ctrlK: '\x0b', ctrlA: '\x01', ctrlE: '\x05', ctrlY: '\x19', ctrlL: '\x0c', undo: '\x1f', redo: '\x1e', deleteWord: `${escape}d`,
  yankPop: `${escape}y`, ctrlLeft: `${escape}[1;5D`, ctrlD: '\x04', ctrlH: '\x08', shiftTab: `${escape}[Z`, f1: `${escape}OP`,
};

function make(options) {
  const input = new PassThrough();
  const output = new PassThrough().setEncoding('utf8');
  output.columns = 20;
  const rl = readline.createInterface({ input, output, terminal: true, ...options });
  return { input, output, rl };
}

const turn = () => new Promise(setImmediate);

async function type(...texts) {
  const { input, output, rl } = make({ history: ['older one', 'old two'], prompt: '> ' });
  rl.on('line', (line) => console.log('line', JSON.stringify(line)));
  rl.prompt();
  for (const text of texts) {
    input.write(text);
    await turn();
  }
  console.log(JSON.stringify(rl.line), rl.cursor, JSON.stringify(output.read()));
  rl.close();
}

async function main() {
  await type('hello', '\r', 'world', '\n');
  await type('abc', keys.left, keys.left, 'X', keys.delete, keys.backspace);
  await type('one two three', keys.wordLeft, keys.ctrlW, keys.ctrlY, keys.home, keys.wordRight, keys.deleteWord);
  await type('some text', keys.ctrlLeft, keys.ctrlK, keys.ctrlA, keys.ctrlY, keys.ctrlE, keys.ctrlU);
  await type('aaa', keys.ctrlU, 'bbb', keys.ctrlU, keys.ctrlY, keys.yankPop);
  await type('undo', keys.backspace, keys.undo, keys.undo, keys.redo);
  await type(keys.up, keys.up, keys.down, keys.up, '\r');
  await type('old t', keys.up, keys.end, keys.home);
  await type('a line that is longer than the terminal', keys.home, keys.end, keys.backspace);
  await type('wide \u4e2d\u6587 text', keys.left, keys.left, keys.ctrlH);
  await type('pasted\ntwo\nlines');
  await type('x', keys.ctrlL);
  // The character that begins a new row draws the line, one in the middle of what is pasted does not.
  await type('seventeen letters', 'x', 'y');
  await type('seventeen letter', '\u4e2d\u6587 and more');
  // What can be redone outlives an edit.
  await type('ab', keys.undo, 'z', keys.redo);

  {
    // Without a width there is one completion a row.
    const { input, output, rl } = make({ output: new PassThrough().setEncoding('utf8'), completer: (line) => [['ab', 'ac'], line] });
    input.write('a');
    await turn();
    for (const key of ['\t', '\t']) {
      input.write(key);
      await turn();
    }
    console.log(JSON.stringify(rl.output.read()), output.read());
    rl.close();
  }
  for (const completer of [
    (line) => [['apple', 'apricot', 'banana'].filter((word) => word.startsWith(line)), line],
    (line, callback) => setImmediate(callback, null, [['single'], line]),
    async (line) => [['first', 'second', '', 'third'], line],
    (line, callback) => callback(new Error('no completions')),
  ]) {
    const { input, output, rl } = make({ completer });
    input.write('a\t');
    await turn();
    await turn();
    input.write('\t');
    await turn();
    await turn();
    console.log(JSON.stringify(rl.line), JSON.stringify(output.read()).replace(/Error: no completions.*"/, 'Error"'));
    rl.close();
  }

  const { input, rl } = make();
  const events = [];
  for (const event of ['SIGINT', 'close', 'history', 'pause', 'resume'])
    rl.on(event, (...args) => events.push([event, ...args]));
  input.write('\x03');
  input.write('entry\r');
  input.write('entry\r');
  input.write('\x04');
  await turn();
  console.log(JSON.stringify(events), rl.closed, rl.history);

  const silent = make();
  silent.rl._writeToOutput = (text) => console.log('written', JSON.stringify(text));
  silent.rl.question('password: ', (answer) => console.log('answer', answer));
  silent.input.write('s3cret\r');
  await turn();
  silent.rl.close();

  const stream = new PassThrough();
  readline.emitKeypressEvents(stream);
  stream.on('keypress', (text, key) => console.log(JSON.stringify(text), JSON.stringify(key)));
  for (const text of ['a', 'Z', '1', ' ', '\u00e9', '\t', '\r', '\x1a', '\x1b\x1b[A', '\x1b[1;2A', '\x1b[11~', '\x1bO5P', '\x1ba',
                      '\x1bA', '\x1b\r', '\x1b[[A', '\x1b[200~', '\x1b[99z', '!', ...Object.values(keys)]) {
    stream.write(text);
    await turn();
  }
}

main();
