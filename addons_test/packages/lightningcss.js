'use strict';
const assert = require('node:assert');
const { transform, bundleAsync, browserslistToTargets } = require('lightningcss');
async function main() {
  const seen = [];
  const { code, map } = transform({
    filename: 'a.css', minify: true, sourceMap: true,
    code: Buffer.from('.foo { color: #ff0000; & .bar { color: rgb(0 0 255 / 50%) } }'),
    targets: { chrome: 80 << 16 },
    visitor: { Selector(s) { seen.push(s.length); }, Color(c) { seen.push(c.type); } },
  });
  assert.match(code.toString(), /^\.foo\{color:red\}\.foo \.bar\{/);
  assert.equal(JSON.parse(map.toString()).version, 3);
  assert.ok(seen.length >= 3);
  const out = await bundleAsync({
    filename: 'main.css', minify: true,
    resolver: {
      async read(f) { return f.endsWith('main.css') ? '@import "dep.css"; .m{color:blue}' : '.d{color:#008000}'; },
      async resolve(spec) { return spec; },
    },
  });
  assert.equal(out.code.toString(), '.d{color:green}.m{color:#00f}');
  assert.throws(() => transform({ filename: 'x.css', code: Buffer.from('.a{') , errorRecovery: false, minify: true, visitor: { Rule() { throw new Error('from visitor'); } } }), /from visitor/);
}
main().then(() => console.log('ok'));
