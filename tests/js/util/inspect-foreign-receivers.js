// The custom inspection of a class, called on what is no instance, and the accessors of a prototype: errors that say so, or an
// answer where Node has one.
'use strict';
const fs = require('fs');
const { inspect } = require('util');
const attempt = (action) => {
  try {
    console.log(action());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
attempt(() => inspect({ [inspect.custom]: EventTarget.prototype[inspect.custom], more: 1 }));
attempt(() => new TextEncoderStream()[inspect.custom].call());
attempt(() => new TextDecoderStream()[inspect.custom].call());
for (const { prototype } of [fs.ReadStream, fs.WriteStream]) {
  attempt(() => prototype.autoClose);
  attempt(() => (prototype.autoClose = true));
  attempt(() => prototype.pending);
}
