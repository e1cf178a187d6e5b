// querystring makes one character of a surrogate and whatever follows it; only one at the end is an error.
'use strict';
const querystring = require('querystring');
for (const text of ['\ud800\ud800', 'a\ud800', '\udc00', '\udc00b', '\ud800\ud83d\ude00', 'x\ud800\ud83d\ude00y', '\ud83d\ude00', '\ud800\n']) {
  for (const action of [() => querystring.escape(text), () => querystring.stringify({ [text]: [text, 1] })]) {
    try {
      console.log(action());
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
}
