// The context that run() of a bounded channel makes when it is given none is an ordinary object; it once had no prototype.
'use strict';

const { boundedChannel } = require('node:diagnostics_channel');

const channel = boundedChannel('bounded');
channel.subscribe({ start: (context) => console.log('start', context), end: (context) => console.log('end', context) });
for (const context of [null, undefined, { own: 1 }]) console.log(channel.run(context, (value) => value, null, 5));
channel.withScope()[Symbol.dispose]();
try {
  channel.run({}, () => { throw new Error('thrown'); });
} catch (error) {
  console.log(error.message);
}
