// Error.prepareStackTrace of the program also makes the stacks of errors of other contexts that have none of their own: vite's module
// runner maps with it what vitest runs in contexts.
'use strict';
const vm = require('node:vm');
const c = vm.createContext({});
const show = (l, f) => { try { console.log(l, f()); } catch (e) { console.log(l, e); } };
const own = Error.prepareStackTrace;
const stack = () => vm.runInContext('new Error("x").stack', c, 'a.js').split('\n')[0];
show('default', stack);
Error.prepareStackTrace = (e, s) => `main ${e instanceof Error} ${s.length > 0} ${s[0].getFileName()}`;
show('main', stack);
vm.runInContext('Error.prepareStackTrace = (e, s) => "context " + (e instanceof Error)', c);
show('both', stack);
vm.runInContext('Error.prepareStackTrace = undefined', c);
show('main again', stack);
Error.prepareStackTrace = undefined;
show('none', stack);
Error.prepareStackTrace = own;
show('own', stack);
vm.runInContext('delete globalThis.Error', c);
show('no Error', () => vm.runInContext('(()=>{ try { null.x } catch (e) { return e.stack.split("\\n")[0] } })()', c, 'a.js'));
Error.prepareStackTrace = () => 'main';
show('no Error, main', () => vm.runInContext('(()=>{ try { null.x } catch (e) { return e.stack.split("\\n")[0] } })()', c, 'a.js'));
Error.prepareStackTrace = () => { throw new Error('in prepare'); };
show('throws', stack);
