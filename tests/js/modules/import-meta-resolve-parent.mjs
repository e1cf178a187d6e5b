// flags: --experimental-import-meta-resolve
// The second argument of import.meta.resolve(), which the option allows: what to resolve against.
const parent = 'file:///somewhere/else/main.mjs';
console.log(import.meta.resolve('./near.mjs', parent), import.meta.resolve('node:fs', parent));
console.log(import.meta.resolve('./near.mjs') === new URL('near.mjs', import.meta.url).href);
console.log(import.meta.resolve('./near.mjs', new URL(parent)));
try {
  import.meta.resolve('a-package-that-is-nowhere', parent);
} catch (error) {
  console.log(error.code, error.message);
}
