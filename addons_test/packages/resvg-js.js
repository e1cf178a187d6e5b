'use strict';
const assert = require('node:assert');
const { Resvg, renderAsync } = require('@resvg/resvg-js');
async function main() {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#00ff00"/></svg>';
  const r = new Resvg(svg, { fitTo: { mode: 'width', value: 40 } });
  const img = r.render();
  assert.equal(img.width, 40); assert.equal(img.height, 20);
  assert.deepEqual([...img.pixels.subarray(0, 4)], [0, 255, 0, 255]);
  assert.equal(img.asPng().subarray(1, 4).toString(), 'PNG');
  assert.match(r.toString(), /<svg/);
  const a = await renderAsync(svg);
  assert.equal(a.width, 20);
  assert.throws(() => new Resvg('<svg'));
}
main().then(() => console.log('ok'));
