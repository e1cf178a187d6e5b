// A buffer of a size that is not whole has the whole bytes of it, with something to fill it with as well.
for (const args of [[1.5], [1.5, 'a'], [2.9, 1], [0.5, 1n], [2.5, 'abc', 'hex'], [1.5, 0], [3.7, 'xyz']]) console.log(args, Buffer.alloc(...args));
for (const args of [[1.5, Symbol()], [2.5, 'ab', 'nope'], [-0.5, 1]]) {
  try {
    console.log(Buffer.alloc(...args));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
console.log(Buffer.allocUnsafe(1.9).length, Buffer.allocUnsafeSlow(1.9).length);
