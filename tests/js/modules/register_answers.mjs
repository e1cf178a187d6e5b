// What the hooks of `module.register` answer and ask is checked, with their names in the errors. Hooks that are registered later are
// loaded through those that are there; CommonJS that has its source from hooks needs no file; other import attributes take effect.
import { register } from 'node:module';

process.removeAllListeners('warning');
register('./_register_prefix.mjs', import.meta.url);
register('prefixed-./_register_answers.mjs', import.meta.url);
const specifiers = ['bad:relative', 'bad:attributes', 'other:attributes', 'load:list', 'load:number', 'load:response', 'load:format', 'load:bytes',
  'file:///no-such-folder/no-such.cjs', 'next:nothing', 'next:number', 'next:context', 'next:name', 'next:load'];
for (const specifier of specifiers) {
  try {
    console.log(specifier, (await import(specifier)).default);
  } catch (error) {
    console.log(specifier, error.code, error.message.replaceAll(/[^ "]*\//g, ''));
  }
}
