'use strict';
// How long strings are in UTF-8, counted many characters at once: ASCII, Latin-1, whole and lone surrogates at every place of what is
// counted together, in a function that is called for the first time and in one that V8 has compiled.
const texts = ['', 'a', '\xe9', '\u4e16', '\ud83d\ude00', '\ud83d', '\ude00', '\ude00\ud83d'];
const length = (text) => Buffer.byteLength(text);
function all() {
  const lines = [];
  for (const text of texts) {
    for (const before of [0, 1, 15, 16, 31, 32, 63, 64, 1000]) {
      const ascii = 'x'.repeat(before);
      const latin = '\xfc'.repeat(before);
      const wide = '\u20ac'.repeat(before);
      lines.push([length(ascii + text), length(text + latin), length(`${wide}${text}${wide}`)].join(' '));
    }
  }
  return lines.join('\n');
}
const first = all();
for (let i = 0; i < 200; i++) {
  if (all() !== first) throw new Error('another length');
}
console.log(first);
console.log(length('a'.repeat(1 << 20)), length('\u4e16'.repeat(1 << 18)), length('\ud83d\ude00'.repeat(1 << 18)));
