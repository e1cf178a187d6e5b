'use strict';
const assert = require('node:assert');
const { transform } = require('@svgr-rs/core');
transform('<svg viewBox="0 0 1 1" stroke-width="2"><path d="M0 0"/></svg>', { icon: true }, { componentName: 'Icon' }).then((c) => {
  assert.match(c, /const Icon/); assert.match(c, /strokeWidth/); console.log('ok');
});
