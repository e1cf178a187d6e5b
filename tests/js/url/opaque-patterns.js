// Slashes in the opaque paths of a URLPattern are what they are, also where a fixed part of the pattern begins with one.
'use strict';

function show(init, ...urls) {
  const pattern = new URLPattern(init);
  console.log(JSON.stringify(init), pattern.protocol, pattern.pathname);
  for (const url of urls) {
    const found = pattern.exec(url)?.pathname;
    console.log(' ', url, found?.input, found && Object.entries(found.groups).sort().join(' '));
  }
}

show({ protocol: 'data', pathname: ':x/y' }, 'data:a/y', 'data:a%2Fy', 'data:/y');
show({ protocol: 'data', pathname: ':x/:y' }, 'data:a/b', 'data:a/b/c', 'data:a');
show({ protocol: 'data', pathname: ':x%2Fy' }, 'data:a/y', 'data:a%2Fy');
show({ protocol: 'data', pathname: ':x%2Fy/z' }, 'data:a%2Fy/z');
show({ protocol: 'data', pathname: 'a{/:y}?' }, 'data:a', 'data:a/b');
show({ protocol: '(data|foo)', pathname: 'x/y{/z}?' }, 'foo:x/y', 'data:x/y/z');
show({ protocol: 'data', pathname: '(a/b)/c' }, 'data:a/b/c');
show({ protocol: 'data', pathname: '(a+)/~c' }, 'data:aa/~c', 'data:a/b/~c');
show({ protocol: 'data', pathname: '/:x/y' }, 'data:/a/y', 'data:a/y');
show({ protocol: 'http', pathname: ':x/y' }, 'http://h/a/y');
show('data\\:{:x}/y', 'data:a/y');
