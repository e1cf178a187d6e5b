'use strict';
// Names and extensions where dots and slashes stand next to each other.
const path = require('node:path');
const names = ['', '.', '..', '...', 'a', '.a', 'a.', 'a.b', '..a', '.a.b', 'a..', '..a.b', 'a.b.c'];
for (const folder of ['', '/', '//', 'x/', '/x.y/', '.x/', '../']) {
  for (const name of names) {
    for (const end of ['', '/', '//']) {
      const text = folder + name + end;
      const shown = [path.extname(text), path.basename(text), path.basename(text, '.b'), path.dirname(text)];
      // Node takes the second dot of '/..' for an extension there and nowhere else.
      if (!/^\/\.\.\/*$/.test(text)) shown.push(path.parse(text));
      console.log(text, JSON.stringify(shown));
    }
  }
}
