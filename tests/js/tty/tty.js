'use strict';

// What tty says of descriptors and of the colours that an environment promises.

const tty = require('tty');
const { WriteStream } = tty;

console.log(tty.isatty(-1), tty.isatty('0'), tty.isatty(1.5), tty.isatty(100000));
for (const make of [() => new WriteStream(-1), () => new WriteStream('1'), () => new tty.ReadStream(-1)]) {
  try {
    make();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
const depth = (env) => WriteStream.prototype.getColorDepth(env);
for (const env of [
  {}, { TERM: 'dumb' }, { TERM: 'xterm' }, { TERM: 'xterm-256color' }, { TERM: 'xterm-kitty' }, { TERM: 'mosh' },
  { COLORTERM: 'truecolor' }, { COLORTERM: '1' }, { NO_COLOR: '1', COLORTERM: 'truecolor' }, { TMUX: '1' }, { CI: '1' },
  { CI: '1', TRAVIS: '1' }, { CI: '1', GITHUB_ACTIONS: '1' }, { CI: '1', CI_NAME: 'codeship' }, { FORCE_COLOR: '0' },
  { FORCE_COLOR: '' }, { FORCE_COLOR: '2' }, { FORCE_COLOR: '3' }, { TEAMCITY_VERSION: '9.1.0' },
  { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.1' }, { TERM_PROGRAM: 'Apple_Terminal' },
  { TERM: 'screen' }, { TERM: 'linux' }, { TERM: 'rxvt-unicode-24bit' }, { TERM: 'nothing-known' },
]) console.log(JSON.stringify(env), depth(env));
console.log(WriteStream.prototype.hasColors.call({ getColorDepth: depth }, 256, { TERM: 'xterm-256color' }));

const written = [];
const stream = { write(data, callback) { written.push(data); if (callback) callback(); return true; } };
WriteStream.prototype.cursorTo.call(stream, 1, 2);
WriteStream.prototype.cursorTo.call(stream, 3);
WriteStream.prototype.moveCursor.call(stream, -1, 2);
WriteStream.prototype.moveCursor.call(stream, 0, 0);
WriteStream.prototype.clearLine.call(stream, -1);
WriteStream.prototype.clearLine.call(stream, 0);
WriteStream.prototype.clearLine.call(stream, 1);
WriteStream.prototype.clearScreenDown.call(stream);
console.log(written);
