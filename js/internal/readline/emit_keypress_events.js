'use strict';

// readline.emitKeypressEvents: makes a stream of input emit 'keypress'.

const { StringDecoder } = require('node:string_decoder');
const { emitKeys } = require('internal/readline/utils');

const kKeypressDecoder = Symbol('keypress-decoder');
const kEscapeDecoder = Symbol('escape-decoder');

// A lone escape is a key of its own when nothing follows for so long.
const kEscapeCodeTimeout = 500;

function emitKeypressEvents(stream, iface = {}) {
  if (stream[kKeypressDecoder])
    return;
  stream[kKeypressDecoder] = new StringDecoder('utf8');
  const startKeys = () => {
    stream[kEscapeDecoder] = emitKeys(stream);
    stream[kEscapeDecoder].next();
  };
  startKeys();
  const endEscape = () => stream[kEscapeDecoder].next('');
  const { escapeCodeTimeout = kEscapeCodeTimeout } = iface;
  let timer;

  function onData(input) {
    if (stream.listenerCount('keypress') === 0) {
      // Nobody listens any more.
      stream.removeListener('data', onData);
      stream.on('newListener', onNewListener);
      return;
    }
    const text = stream[kKeypressDecoder].write(input);
    if (text === '')
      return;
    clearTimeout(timer);
    let left = text.length;
    for (const ch of text) {
      left -= ch.length;
      // A lone escape at the end waits for what may follow.
      iface.isCompletionEnabled = left === 0;
      try {
        stream[kEscapeDecoder].next(ch);
        if (left === 0 && ch === '\x1b')
          timer = setTimeout(endEscape, escapeCodeTimeout);
      } catch (error) {
        // The generator ends when a listener throws: the next key starts anew.
        startKeys();
        throw error;
      } finally {
        if (iface.isCompletionEnabled !== undefined)
          iface.isCompletionEnabled = true;
      }
    }
  }

  // Nothing is read before somebody wants keys.
  function onNewListener(event) {
    if (event !== 'keypress') return;
    stream.on('data', onData);
    stream.off('newListener', onNewListener);
  }

  const isHeard = stream.listenerCount('keypress') > 0;
  stream.on(isHeard ? 'data' : 'newListener', isHeard ? onData : onNewListener);
}

module.exports = { emitKeypressEvents };
