// What arrives in one piece in a terminal ends lines with \u2028 and \u2029 as well; a completion that takes the place of what was typed
// is undone together with it.
'use strict';
const readline = require('node:readline');
const { PassThrough, Writable } = require('node:stream');

function terminal(options) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {} });
  const output = Object.assign(new Writable({ write(chunk, encoding, callback) { callback(); } }), { isTTY: true, columns: 80 });
  const rl = readline.createInterface({ input, output, terminal: true, ...options });
  rl.on('line', (line) => console.log('line', JSON.stringify(line)));
  return { rl, type: (text) => new Promise((resolve) => { input.write(text); setImmediate(resolve); }) };
}

(async () => {
  for (const end of ['\n', '\r', '\r\n', '\u2028', '\u2029', '\u0085', '\v']) {
    const { rl, type } = terminal();
    await type(`one${end}`);
    await type('\x01\x0b');
    await type(`two${end}three`);
    console.log(JSON.stringify(end), JSON.stringify(rl.line));
    rl.close();
  }
  for (const completer of [(line) => [['x1', 'x2'], line], (line) => [['abc1', 'abc2'], line], (line) => [['abx'], line]]) {
    const { rl, type } = terminal({ completer });
    await type('a');
    await type('b');
    await type('\t');
    const steps = [rl.line];
    for (let step = 0; step < 3; step++) {
      await type('\x1f');
      steps.push(rl.line);
    }
    await type('\x1e');
    console.log(JSON.stringify(steps), JSON.stringify(rl.line));
    rl.close();
  }
})();
