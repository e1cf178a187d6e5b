'use strict';
// Rejections of async listeners: to 'error', to Symbol.for('nodejs.rejection'), never in a loop.
const EventEmitter = require('node:events');
const log = (...args) => console.log(...args);

const plain = new EventEmitter({ captureRejections: true });
plain.on('x', async (v) => { throw new Error(`async ${v}`); });
plain.on('error', (error) => log('error', error.message));
plain.emit('x', 1);

const custom = new EventEmitter({ captureRejections: true });
custom.on('x', async () => { throw new Error('custom'); });
custom[EventEmitter.captureRejectionSymbol] = (error, type, ...args) => log('rejection', error.message, type, args);
custom.emit('x', 1, 2);

const loop = new EventEmitter({ captureRejections: true });
loop.on('x', async () => { throw new Error('first'); });
loop.on('error', async () => { throw new Error('second'); });
loop.emit('x');

const thenable = new EventEmitter({ captureRejections: true });
thenable.on('error', (error) => log('thenable', error.message));
thenable.on('x', () => ({ get then() { throw new Error('getter'); } }));
thenable.emit('x');

const off = new EventEmitter();
off.on('error', () => log('never'));
off.on('x', async () => { throw new Error('not captured'); });
off.emit('x');

process.on('unhandledRejection', (error) => log('unhandled', error.message));
process.on('uncaughtException', (error) => log('uncaught', error.message));
