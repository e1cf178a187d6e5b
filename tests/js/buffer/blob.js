const {inspect}=require('util');
const show=(l,f)=>{try{console.log(l,inspect(f()))}catch(e){console.log(l,e.name,e.code,e.message)}};
const {resolveObjectURL}=require('buffer');
show(1,()=>new Blob(5));show(1,()=>new Blob({}));show(1,()=>new Blob([5,{}]).size);show(1,()=>new Blob(['a',Buffer.from('b'),new ArrayBuffer(3),new Blob(['zz'])]));show(1,()=>new Blob([],5));show(1,()=>new Blob([],{type:'TEXT/Plain',endings:'x'}));show(1,()=>new Blob(['a\r\nb\nc\r'],{type:'TEXT/Plain',endings:'native'}));show(1,()=>new Blob([],{type:'\u0100'}).type);show(1,()=>Blob());show(1,()=>new Blob(null));show(1,()=>new Blob('abc'));show(1,()=>new Blob(new Set(['a','b'])).size);show(1,()=>new Blob(undefined,null));show(1,()=>new Blob(['\ud800']).size);show(1,()=>new Blob([Symbol()]));
const b=new Blob(['hello world'],{type:'a/b'});
show(2,()=>b.slice(-5));show(2,()=>b.slice(2,4,'X/Y'));show(2,()=>b.slice(4,2).size);show(2,()=>b.slice('a','b').size);show(2,()=>b.slice(100).size);show(2,()=>b.slice(0,-1).size);show(2,()=>b.slice(0,1,{toString(){return 'q'}}).type);
for(const k of Object.getOwnPropertyNames(Blob.prototype)){const d=Object.getOwnPropertyDescriptor(Blob.prototype,k);console.log(String(k),d.writable,d.enumerable,d.configurable,d.get?.name,typeof d.value==='function'?d.value.name+d.value.length:d.value)}
console.log(Blob.length,Blob.name);
show(3,()=>Reflect.get(Blob.prototype,'size',{}));show(3,()=>Blob.prototype.slice.call({}));
const u=URL.createObjectURL(b);show(4,()=>u.replace(/[0-9a-f-]{36}/,'ID'));show(4,()=>resolveObjectURL(u)===b);show(4,()=>resolveObjectURL(u));URL.revokeObjectURL(u);show(4,()=>resolveObjectURL(u));show(4,()=>resolveObjectURL('x'));show(4,()=>URL.createObjectURL({}));show(4,()=>resolveObjectURL(5));
show(5,()=>new File());show(5,()=>new File([]));show(5,()=>{const f=new File(['a'],'n',{type:'t/x',lastModified:5});return [f,f.name,f.lastModified,f.size,f instanceof Blob,f.type]});show(5,()=>new File(['a'],5).name);show(5,()=>new File('a','b'));show(5,()=>new File([],'b',{lastModified:'7'}).lastModified);show(5,()=>new File([],'b',5));
for(const k of Object.getOwnPropertyNames(File.prototype)){const d=Object.getOwnPropertyDescriptor(File.prototype,k);console.log(String(k),d.writable,d.enumerable,d.configurable,d.get?.name,typeof d.value==='function'?d.value.name+d.value.length:d.value)}
