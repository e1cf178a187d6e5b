// WebAssembly that is compiled in the background keeps the program alive until its promise is settled, with nothing else left.
'use strict';

const leb = (number) => {
  const bytes = [];
  do {
    bytes.push((number & 127) | (number > 127 ? 128 : 0));
    number >>>= 7;
  } while (number > 0);
  return bytes;
};
const section = (id, bytes) => [id, ...leb(bytes.length), ...bytes];
const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const count = 2000;
const body = [0, ...new Array(50).fill([0x41, 1, 0x1a]).flat(), 0x0b];
const large = new Uint8Array([
  ...header,
  ...section(1, [1, 0x60, 0, 0]),
  ...section(3, [...leb(count), ...new Array(count).fill(0)]),
  ...section(10, [...leb(count), ...new Array(count).fill([...leb(body.length), ...body]).flat()]),
]);

async function main() {
  for (let round = 0; round < 3; round++) {
    console.log(await WebAssembly.compile(large) instanceof WebAssembly.Module);
    const { instance } = await WebAssembly.instantiate(large);
    console.log(Object.keys(instance.exports));
    await WebAssembly.compile(new Uint8Array([...header, 99])).catch((error) => console.log(error.name));
  }
  console.log('done');
}

process.once('beforeExit', () => console.log('before exit'));
process.on('exit', (code) => console.log('exit', code));
main();
