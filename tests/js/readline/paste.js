'use strict';
// What is pasted into the middle of a line is written as it comes; the line is drawn anew for the last character alone, if that is
// one that is put in.
const readline = require('node:readline');
const { PassThrough } = require('node:stream');

for (const chunks of [['ab', '\x1b[D', 'XYZ', '\r'], ['ab\x1b[D', 'XY\r'], ['ab\x1b[D\x1b[D', 'X', 'Y\x1b[C', '\r'], ['\u4e00\u4e01', '\x1b[D', '\u4e02\u4e03', '\r']]) {
  const input = new PassThrough();
  const output = new PassThrough({ encoding: 'utf8' });
  output.columns = 40;
  const rl = readline.createInterface({ input, output, terminal: true, prompt: '> ' });
  rl.on('line', (line) => console.log('line', line));
  rl.prompt();
  for (const chunk of chunks) input.emit('data', Buffer.from(chunk));
  rl.close();
  console.log(JSON.stringify(output.read()));
}
