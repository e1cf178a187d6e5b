'use strict';
// require.resolve(request, { paths }): what the list may hold.
for (const paths of [[1], [null], [undefined], [() => {}], [{}], ['.', 5], 5, null, {}, undefined, []]) {
  for (const request of ['.', './absent', 'absent', 'fs']) {
    try {
      console.log(request, paths, require.resolve(request, { paths }) === request);
    } catch (error) {
      console.log(request, paths, error.name, error.code, error.code === 'MODULE_NOT_FOUND' ? '' : error.message);
    }
  }
}
