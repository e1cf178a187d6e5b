// A warning is printed by console.error (of the program's start), in one write, before the program's own listeners hear of it: who takes
// process.stderr.write to himself gets warnings.
'use strict';
const EventEmitter = require('events');

const taken = [];
const shown = (text) => text.replace(/node:\d+/, 'PID').replace(/`[\w-]+ --/, '`EXEC --');
const { write } = process.stderr;
process.stderr.write = (text) => taken.push(shown(text));
process.on('warning', ({ name }) => console.log(name, taken.length));

const emitter = new EventEmitter().setMaxListeners(1);
for (let i = 0; i < 2; i++) emitter.on('event', () => {});
process.emitWarning('plain');
setImmediate(() => {
  console.log(taken);
});
