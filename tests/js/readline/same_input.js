'use strict';

// Programs that ask several questions make an interface for each, over the same input. One that is closed leaves no listener on
// it: with the one for 'error' left, the eleventh question came with a warning of too many listeners.

const { PassThrough } = require('node:stream');
const readline = require('node:readline');

process.on('warning', (warning) => console.log(warning.name));

for (const terminal of [false, true]) {
  const input = new PassThrough();
  const output = new PassThrough();
  for (let i = 0; i < 12; i++) {
    const iface = readline.createInterface({ input, output, terminal });
    iface.on('error', (error) => console.log('error of', i, error.message));
    if (i === 11) input.emit('error', new Error('first'));
    iface.close();
  }
  console.log(terminal, input.listenerCount('error'), input.listenerCount('end'), input.listenerCount('keypress'));
}
