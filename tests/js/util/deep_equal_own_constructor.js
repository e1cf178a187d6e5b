// An own property called constructor says nothing of an object's class: it is compared as other properties are.
const u = require("util");
class A {}
class B {}
console.log(u.isDeepStrictEqual(A.prototype,B.prototype), u.isDeepStrictEqual(A.prototype,{}));
const ne=(v)=>Object.defineProperty({},'constructor',{value:v});
console.log(u.isDeepStrictEqual(ne([1]),ne([1])), u.isDeepStrictEqual(ne(1),ne(2)), u.isDeepStrictEqual(ne(1),{}), u.isDeepStrictEqual(ne(Object),{}));
const c=(v,p)=>Object.assign(Object.create(p),{constructor:v});
console.log(u.isDeepStrictEqual(c([1],null),c([1],{})),u.isDeepStrictEqual(c([1],A.prototype),c([1],B.prototype)),u.isDeepStrictEqual(c([1],A.prototype),c([1],A.prototype)),u.isDeepStrictEqual(c(A,A.prototype),c(A,Object.create(A.prototype))),u.isDeepStrictEqual(c([1],A.prototype),c([1],Object.create(A.prototype))));
console.log(u.isDeepStrictEqual(c(undefined,{}),c(undefined,{})),u.isDeepStrictEqual(c(undefined,null),c(undefined,{})),u.isDeepStrictEqual(c(undefined,null),c(undefined,null)));
console.log(u.isDeepStrictEqual({get constructor(){return {}}},{get constructor(){return {}}}));
