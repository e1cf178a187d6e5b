'use strict';
const assert = require('node:assert');
const html = require('@swc/html');
async function main() {
  const r = await html.minify(Buffer.from('<!doctype html><html><head></head><body>  <p>   hi   </p><!-- c --></body></html>'), { collapseWhitespaces: 'smart', removeComments: true });
  assert.match(r.code, /<p>hi/);
  assert.ok(!r.code.includes('<!-- c'));
  const s = html.minifyFragmentSync(Buffer.from('<div   class="a" >x</div>'), {});
  assert.match(s.code, /<div class=a>x<\/div>/);
}
main().then(() => console.log('ok'));
