'use strict';
// How emitters and streams tell each other what `_events` looks like: the value under `kShapeMode`.

// True: a subclass has laid out the keys of its usual events; false: keys come and go with their listeners.
const kShapeMode = Symbol('shapeMode');
// Between the constructor of a stream, which lays them out, and that of EventEmitter, which need not find out then that they are
// not its prototype's (that takes a call into V8's runtime for each stream that is made).
const kJustLaidOut = 2;

module.exports = { kJustLaidOut, kShapeMode };
