'use strict';

// The message channel of fork(): both serializations, order, disconnection, channel references.

const { fork } = require('child_process');

const [, , role, serialization] = process.argv;

if (role === 'child') {
  console.log('child', process.connected, typeof process.send, typeof process.channel.ref);
  process.on('message', (message) => {
    process.send({ echo: message }, () => {
      if (message === 'bye') process.disconnect();
    });
  });
  process.on('disconnect', () => console.log('child disconnected', process.connected, process.channel));
  process.send('ready');
} else if (role === 'idle') {
  // Without a listener the channel does not keep the child alive.
  process.send('only once');
} else if (role === 'early') {
  setTimeout(() => process.on('message', (message) => {
    console.log('late listener', message);
    setTimeout(() => process.disconnect(), 5);
  }), 30);
} else {
  exchange('json', () => exchange('advanced', idle));
}

function exchange(serialization, next) {
  const child = fork(__filename, ['child', serialization], { serialization, silent: true });
  let output = '';
  child.stdout.on('data', (data) => { output += data; });
  child.on('message', (message) => {
    console.log('parent got', message.echo?.length > 1000 ? message.echo.length : message);
    if (message !== 'ready') return;
    child.send({ a: 1, s: '\u00e9\u4e00', n: null, list: [1, 'two'] });
    if (serialization === 'advanced') {
      child.send({
        map: new Map([[1, { x: 2 }]]), set: new Set(['a']), date: new Date(5), buffer: Buffer.from('hi'),
        words: new Uint16Array([1, 2]), big: 10n, nothing: undefined, pattern: /x/gi, sparse: [1, , 3],
      });
    }
    child.send('x'.repeat(300000), (error) => console.assert(error === null));
    child.send('bye');
  });
  child.on('disconnect', () => console.log('parent disconnected', child.connected));
  child.on('close', (code, signal) => {
    console.log('close', code, signal);
    console.log(output);
    child.send('too late', (error) => {
      console.log(error.code, error.message);
      next();
    });
  });
  console.log(child.connected, child.channel !== null);
}

function idle() {
  const child = fork(__filename, ['idle']);
  child.on('message', (message) => console.log(message));
  child.on('exit', (code) => {
    console.log('idle', code);
    const early = fork(__filename, ['early']);
    early.send('sent at once');
    early.on('exit', (code) => console.log('early', code));
  });
}
