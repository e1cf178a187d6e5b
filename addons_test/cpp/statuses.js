// node-addon-api without C++ exceptions: what is pending comes out, what was cleared does not.
'use strict';

const addon = require('../build/cpp/statuses.node');
const { show, attempt } = require('../_show');

console.log(addon.call((x) => x * 2, 21), addon.call(() => { throw new Error('inside'); }));
console.log(addon.leave({ property: 5 }), attempt(() => addon.leave({ get property() { throw new RangeError('in a getter'); } })));
console.log(attempt(() => addon.throw()), show(addon.dates(new Date(0))), addon.big(41n), addon.big(-1n), addon.big(2n ** 64n));
