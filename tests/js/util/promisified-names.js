// What util.promisify() answers for a function that brings its own promise form has the function's name.
'use strict';
const { promisify } = require('util');
const modules = {
  child_process: require('child_process'), fs: require('fs'), http2: require('http2'), stream: require('stream'), timers: require('timers'),
  readline: require('readline').Interface.prototype,
};
for (const [module, members] of Object.entries(modules)) {
  for (const name of Object.keys(members)) {
    const value = Object.getOwnPropertyDescriptor(members, name).value;
    if (typeof value === 'function' && value[promisify.custom]) console.log(module, name, promisify(value).name, promisify(value).length);
  }
}
