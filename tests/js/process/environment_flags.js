// process.allowedNodeEnvironmentFlags stays as it is, even for the methods of Set.
'use strict';
const flags = process.allowedNodeEnvironmentFlags;
flags.add('put');
Set.prototype.add.call(flags, 'put');
const lists = [[...flags], [...flags.keys()], [...flags.values()], [...flags.entries()].map(([key]) => key)];
console.log(flags.has('put'), lists.map((list) => list.includes('put')), lists.every((list) => list.join() === lists[0].join()));
let count = 0;
flags.forEach(function(value, key, set) {
  if (value === key && set === flags && this === lists && value !== 'put') count++;
}, lists);
console.log(count >= lists[0].length, flags.delete('--title'), flags.clear(), flags.has('--title'), flags.has('title'), flags.has('r'), flags.has('--trace_warnings=1'));
console.log(Object.isFrozen(flags), flags instanceof Set, flags.constructor.name, Object.prototype.toString.call(flags));
