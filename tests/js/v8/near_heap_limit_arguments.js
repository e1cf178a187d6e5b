'use strict';
// v8.setHeapProfileNearHeapLimit() and v8.setHeapSnapshotNearHeapLimit() check their limit; v8.getCppHeapStatistics() its kind.
const v8 = require('node:v8');

for (const name of ['setHeapProfileNearHeapLimit', 'setHeapSnapshotNearHeapLimit']) {
  for (const limit of [undefined, '1', 0, -1, 1.5, 2 ** 32, 1, 2]) {
    try {
      console.log(name, limit, v8[name](limit));
    } catch ({ code, message }) {
      console.log(name, limit, code, message);
    }
  }
}
for (const kind of [undefined, 'brief', 'detailed', 'x', 5]) {
  try {
    const statistics = v8.getCppHeapStatistics(kind);
    console.log(Object.getPrototypeOf(statistics), Object.keys(statistics), statistics.detail_level);
  } catch ({ code, message }) {
    console.log(kind, code, message);
  }
}
