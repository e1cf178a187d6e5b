// url.urlToHttpOptions() takes objects alone.
'use strict';
const { urlToHttpOptions } = require('url');
for (const value of ['http://127.0.0.1', undefined, null, 1, Symbol('s'), {}, [], () => {}, new URL('http://user:p%20w@[::1]:8080/x?y#z')]) {
  try {
    console.log(urlToHttpOptions(value));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
