// Values of another realm (node:vm) given to the built-in modules: test runners and bundlers run whole programs there (Jest,
// Docusaurus), so a type is told by what a value is, not by whose constructor made it. Where Node asks for its own realm's, so do we.
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const vm = require('node:vm');

const context = vm.createContext({});
const other = (code) => vm.runInContext(`(${code})`, context);
const bytes = (text = 'abc') => other(`Uint8Array.from(${JSON.stringify([...Buffer.from(text)])})`);
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'realm-'));
const file = path.join(dir, 'file');
fs.writeFileSync(file, 'content');

const text = (value) => {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return Buffer.from(value.buffer ?? value, value.byteOffset ?? 0, value.byteLength).toString('hex');
  if (value === null || typeof value !== 'object') return String(value).replaceAll(dir, '<dir>');
  return require('node:util').inspect(value, { breakLength: Infinity }).replaceAll(dir, '<dir>');
};
const attempts = [];
const attempt = (label, run) => attempts.push([label, run]);

attempt('TextEncoder.encodeInto', () => { const to = bytes('......'); return `${JSON.stringify(new TextEncoder().encodeInto('hey', to))} ${text(to)}`; });
attempt('TextDecoder.decode', () => new TextDecoder().decode(bytes()) + new TextDecoder().decode(bytes().buffer) + new TextDecoder().decode(other('new DataView(new ArrayBuffer(2))')).length);
attempt('Buffer.from', () => [Buffer.from(bytes()), Buffer.from(bytes().buffer), Buffer.from(other('[1, 2]')), Buffer.from(other('new String("x")'))].map(text));
attempt('Buffer.concat', () => text(Buffer.concat([bytes(), bytes()])));
attempt('Buffer.compare', () => Buffer.compare(bytes(), bytes('b')) + Buffer.from('abc').compare(bytes()));
attempt('buffer.equals, indexOf, fill, copy', () => [Buffer.from('abc').equals(bytes()), Buffer.from('xabc').indexOf(bytes()), text(Buffer.alloc(4).fill(bytes())), Buffer.from('abc').copy(bytes())]);
attempt('Buffer.isBuffer, byteLength', () => [Buffer.isBuffer(bytes()), Buffer.byteLength(bytes()), Buffer.byteLength(bytes().buffer), Buffer.isEncoding('utf8')]);
attempt('buffer.transcode', () => text(require('node:buffer').transcode(bytes(), 'utf8', 'utf16le')));
attempt('buffer.isUtf8, isAscii', () => [require('node:buffer').isUtf8(bytes()), require('node:buffer').isAscii(bytes().buffer)]);
attempt('StringDecoder', () => new (require('node:string_decoder').StringDecoder)('utf8').write(bytes()));
attempt('Blob', async () => [await new Blob([bytes(), bytes().buffer, other('new DataView(new ArrayBuffer(1))')]).text(), await new Blob(other('["a", "b"]')).text()]);
attempt('File', async () => await new File([bytes()], 'x').text());
attempt('fs.readFileSync(path)', () => fs.readFileSync(bytes(file), 'utf8'));
attempt('fs.existsSync, statSync', () => [fs.existsSync(bytes(file)), fs.statSync(bytes(file)).size]);
attempt('fs.writeFileSync', () => { fs.writeFileSync(file, bytes('new')); return fs.readFileSync(file, 'utf8'); });
attempt('fs.writeFileSync(DataView)', () => { fs.writeFileSync(file, other('new DataView(Uint8Array.of(65, 66).buffer)')); return fs.readFileSync(file, 'utf8'); });
attempt('fs.promises', async () => { await fs.promises.writeFile(file, bytes('newer')); await fs.promises.appendFile(bytes(file), bytes('est')); return fs.promises.readFile(bytes(file), 'utf8'); });
attempt('fs.readSync', () => { const fd = fs.openSync(file); const to = bytes('.....'); fs.readSync(fd, to); fs.closeSync(fd); return text(to); });
attempt('fs.readSync(options)', () => { const fd = fs.openSync(file); const to = bytes('.....'); fs.readSync(fd, to, other('({ length: 2 })')); fs.closeSync(fd); return text(to); });
attempt('fs.writevSync', () => { const fd = fs.openSync(file, 'w'); const n = fs.writevSync(fd, [bytes(), bytes()]); fs.closeSync(fd); return n; });
attempt('fs.writevSync(array)', () => { const fd = fs.openSync(file, 'w'); try { return fs.writevSync(fd, other('[Uint8Array.of(1)]')); } finally { fs.closeSync(fd); } });
attempt('fs.utimesSync(Date)', () => { fs.utimesSync(file, other('new Date(1000)'), other('new Date(2000)')); return fs.statSync(file).mtimeMs; });
attempt('fs.mkdirSync(options)', () => text(fs.mkdirSync(path.join(dir, 'a/b'), other('({ recursive: true })'))));
attempt('crypto', () => { const c = require('node:crypto'); return [c.createHash('sha1').update(bytes()).digest('hex').slice(0, 8), c.createHmac('sha1', bytes()).update(bytes().buffer instanceof ArrayBuffer ? '' : bytes()).digest('hex').slice(0, 8), c.timingSafeEqual(bytes(), bytes()), c.hash('sha1', bytes()).slice(0, 8), c.randomFillSync(bytes()).length, c.pbkdf2Sync(bytes(), bytes(), 1, 4, 'sha1').toString('hex')]; });
attempt('webcrypto', async () => [text(await crypto.subtle.digest('SHA-1', bytes())), text(await crypto.subtle.digest(other('({ name: "SHA-1" })'), bytes().buffer)), crypto.getRandomValues(bytes()).length, (await crypto.subtle.importKey('raw', bytes('0123456789abcdef'), 'AES-GCM', true, other('["encrypt"]'))).algorithm.length]);
attempt('zlib', () => { const z = require('node:zlib'); return z.inflateSync(other(`Uint8Array.from([${[...z.deflateSync(bytes())]}])`)).toString() + z.crc32(bytes()); });
attempt('zlib(ArrayBuffer)', () => require('node:zlib').deflateSync(bytes().buffer).length);
attempt('stream.Readable.from', async () => { const got = []; for await (const part of require('node:stream').Readable.from(other('["a", "b"]'))) got.push(part); return got; });
attempt('stream.write', async () => { const s = new (require('node:stream').PassThrough)(); s.end(bytes()); return Buffer.isBuffer(s.read()); });
attempt('stream consumers', async () => { const s = new (require('node:stream').PassThrough)(); s.end(bytes()); return require('node:stream/consumers').text(s); });
attempt('webstreams bytes', async () => { const s = new ReadableStream({ type: 'bytes', pull(c) { c.enqueue(bytes()); c.close(); } }); const { value } = await s.getReader({ mode: 'byob' }).read(new Uint8Array(8)); return text(value.slice()); });
attempt('webstreams byob', async () => { const s = new ReadableStream({ type: 'bytes', pull(c) { c.byobRequest.view[0] = 65; c.byobRequest.respond(1); } }); const { value } = await s.getReader({ mode: 'byob' }).read(bytes('....')); return [value.length, value.constructor === Uint8Array]; });
attempt('webstreams byob(DataView)', async () => { const s = new ReadableStream({ type: 'bytes', pull(c) { new Uint8Array(c.byobRequest.view.buffer)[0] = 65; c.byobRequest.respond(1); } }); const { value } = await s.getReader({ mode: 'byob' }).read(other('new DataView(new ArrayBuffer(4))')); return [value.byteLength, value.constructor === DataView]; });
attempt('CompressionStream', async () => { const s = new CompressionStream('deflate'); const w = s.writable.getWriter(); w.write(bytes()); w.close(); return (await new Response(s.readable).bytes()).length; });
attempt('TextDecoderStream', async () => { const s = new TextDecoderStream(); const w = s.writable.getWriter(); w.write(bytes()); w.close(); return new Response(s.readable.pipeThrough(new TextEncoderStream())).text(); });
attempt('Response', async () => [await new Response(bytes()).text(), await new Response(bytes().buffer).text(), new Headers(other('({ a: "b" })')).get('a'), new Headers(other('[["a", "c"]]')).get('a')]);
attempt('URLSearchParams', () => [`${new URLSearchParams(other('({ a: 1 })'))}`, `${new URLSearchParams(other('[["a", "b"]]'))}`, `${new URLSearchParams(other('new Map([["x", "y"]])'))}`]);
attempt('structuredClone', () => { const c = structuredClone(other('({ a: new Map([[1, new Date(0)]]), e: new RangeError("x"), b: Uint8Array.of(1) })')); return [c.a instanceof Map, c.e instanceof RangeError, c.b instanceof Uint8Array]; });
attempt('structuredClone(transfer)', () => { const b = bytes().buffer; const c = structuredClone(b, { transfer: [b] }); return [c instanceof ArrayBuffer, b.byteLength]; });
attempt('v8.serialize', () => { const v8 = require('node:v8'); return [v8.deserialize(other(`Uint8Array.from([${[...v8.serialize({ a: 1 })]}])`)).a, v8.deserialize(v8.serialize(other('new DataView(new ArrayBuffer(2))'))).byteLength]; });
attempt('emit error', () => { const e = new (require('node:events'))(); e.on('error', (x) => x); return e.emit('error', other('new Error("x")')); });
attempt('emit error unheard', () => new (require('node:events'))().emit('error', other('new RangeError("far")')));
attempt('events.on throw', async () => { const { EventEmitter, on } = require('node:events'); const e = new EventEmitter(); const i = on(e, 'x'); return i.throw(other('new Error("thrown in")')); });
attempt('stream.destroy', async () => { const s = new (require('node:stream').Readable)(); s.destroy(other('new RangeError("far")')); return new Promise((resolve) => s.on('error', (e) => resolve(e.name + e.message))); });
attempt('util.types', () => { const { types } = require('node:util'); return [types.isUint8Array(bytes()), types.isDate(other('new Date')), types.isNativeError(other('new Error')), types.isMap(other('new Map')), types.isPromise(other('Promise.resolve()'))]; });
attempt('util.inspect', () => ['[1, , 3]', '({ a: 1 })', 'new Map([[1, 2]])', 'new Set([1])', 'new Date(0)', '/x/g', 'Uint8Array.of(1)', 'new (class A { x = 1 })', 'Object.create(null)', 'Promise.resolve(4)', '() => 1', 'class B {}', 'Symbol("s")', 'new ArrayBuffer(2)', 'new DataView(new ArrayBuffer(1))', 'new Proxy([], {})', 'new Number(1)', 'Object(1n)', 'new Error("e").message', 'function* () {}', 'new WeakMap()', '[].values()'].map((code) => text(other(code))));
attempt('util.isDeepStrictEqual', () => { const { isDeepStrictEqual } = require('node:util'); return [isDeepStrictEqual([1], other('[1]')), isDeepStrictEqual({ a: 1 }, other('({ a: 1 })')), isDeepStrictEqual(new Map(), other('new Map()'))]; });
attempt('util.promisify, callbackify', async () => require('node:util').promisify(other('(a, callback) => callback(null, a + 1)'))(1));
attempt('util.inherits, format', () => require('node:util').format('%s %o %j %d', other('[1]'), other('[1]'), other('[1]'), other('new Number(4)')));
attempt('util.parseArgs, styleText', () => [require('node:util').parseArgs({ args: other('["--a", "b"]'), options: other('({ a: { type: "string" } })') }).values.a, require('node:util').styleText(other('["red"]'), 'x', { validateStream: false }).length]);
attempt('assert.deepEqual', () => { const assert = require('node:assert'); assert.deepEqual([1, { a: 2 }], other('[1, { a: 2 }]')); assert.throws(() => { throw other('new RangeError("far")'); }, { name: 'RangeError', message: 'far' }); assert.throws(() => { throw other('new RangeError("far")'); }, other('/far/')); return 'fine'; });
attempt('assert.deepStrictEqual', () => require('node:assert').deepStrictEqual([1], other('[1]')));
attempt('assert.ok(message)', () => require('node:assert').ok(false, other('new RangeError("mine")')));
attempt('assert.fail(message)', () => require('node:assert').fail(other('new RangeError("mine")')));
attempt('assert.strictEqual of errors', () => require('node:assert').strictEqual(other('new RangeError("one")'), other('new RangeError("two")')));
attempt('assert.throws(foreign validator)', () => require('node:assert').throws(() => { throw new RangeError('x'); }, other('new RangeError("x")')));
attempt('assert.rejects', async () => { await require('node:assert').rejects(other('Promise.reject(new Error("no"))'), /no/); await require('node:assert').rejects(other('async () => { throw new Error("no") }')); return 'fine'; });
attempt('assert.ifError', () => require('node:assert').ifError(other('new RangeError("far")')));
attempt('child_process', () => { const { execFileSync, spawnSync } = require('node:child_process'); return [execFileSync('echo', other('["a"]'), other('({ encoding: "utf8", env: { PATH: "/bin:/usr/bin" } })')).trim(), spawnSync('cat', { input: bytes() }).stdout.toString(), spawnSync('cat', other('["-"]'), { input: other('new DataView(Uint8Array.of(65).buffer)') }).stdout.toString()]; });
attempt('querystring, path', () => [require('node:querystring').stringify(other('({ a: [1, 2] })')), path.join(...other('["a", "b"]')), path.format(other('({ dir: "a", base: "b" })'))]);
attempt('AbortSignal.any, EventTarget', () => [AbortSignal.any(other('[]')).aborted, new EventTarget().addEventListener('x', other('() => {}'), other('({ once: true })'))]);
attempt('timers', async () => { await require('node:timers/promises').setTimeout(1, 0, other('({ ref: true })')); return new Promise((resolve) => setTimeout(resolve, 1, 'fired')); });
attempt('queueMicrotask, nextTick', () => new Promise((resolve) => { queueMicrotask(other('() => {}')); process.nextTick(other('(f) => f("ticked")'), resolve); }));
attempt('AsyncLocalStorage', () => new (require('node:async_hooks').AsyncLocalStorage)().run(1, other('() => 5')));
attempt('diagnostics_channel', () => require('node:diagnostics_channel').tracingChannel('x').traceSync(other('() => 6'), other('({})')));
attempt('tracePromise', async () => require('node:diagnostics_channel').tracingChannel('x').tracePromise(other('async () => 7')));
attempt('worker messages', () => new Promise((resolve) => { const { port1, port2 } = new MessageChannel(); port2.on('message', (m) => { port2.close(); resolve([m.a instanceof Array, m.e instanceof Error, m.b instanceof Uint8Array]); }); port1.postMessage(other('({ a: [], e: new Error("x"), b: Uint8Array.of(1) })')); }));
attempt('http', () => new Promise((resolve, reject) => { const http = require('node:http'); const server = http.createServer((request, response) => { response.writeHead(200, other('({ "x-a": ["b", "c"] })')); response.write(bytes()); response.end(bytes()); }).listen(0, () => http.get({ port: server.address().port, headers: other('({ b: "c" })') }, (response) => { let body = ''; response.on('data', (d) => { body += d; }).on('end', () => { server.close(); resolve([body, response.headers['x-a']]); }); })); server.on('error', reject); }));
attempt('net', () => new Promise((resolve) => { const net = require('node:net'); const server = net.createServer((socket) => socket.end(bytes())).listen(other('({ port: 0 })'), () => net.connect(other(`({ port: ${server.address().port} })`)).on('data', (d) => { server.close(); resolve(`${d}`); })); }));
attempt('dgram', () => new Promise((resolve) => { const a = require('node:dgram').createSocket('udp4'); a.on('message', (m) => { a.close(); resolve(`${m}`); }); a.bind(0, '127.0.0.1', () => a.send(other('[Uint8Array.of(65), Uint8Array.of(66)]'), a.address().port, '127.0.0.1')); }));
attempt('process.hrtime', () => process.hrtime(other('[0, 0]')).length);
attempt('module', () => [require('node:module').isBuiltin('fs'), typeof require('node:module').createRequire(other('({ href: "file:///x.js" })'))]);
attempt('console', () => { const { Console } = require('node:console'); const out = new (require('node:stream').PassThrough)(); new Console(other('({})').constructor ? { stdout: out } : out).table(other('[{ a: 1 }]')); return `${out.read()}`.split('\n').length; });
attempt('WebAssembly', () => new WebAssembly.Module(other('Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)')) instanceof WebAssembly.Module);
attempt('readline', async () => { const s = require('node:stream').Readable.from(other('["a\\nb\\n"]')); const got = []; for await (const line of require('node:readline').createInterface({ input: s })) got.push(line); return got; });
attempt('tls, https', () => typeof require('node:tls').createSecureContext(other('({ ca: [] })')));
attempt('X509, keys', () => { const c = require('node:crypto'); return c.createSecretKey(bytes()).symmetricKeySize + c.createSecretKey(bytes().buffer).symmetricKeySize; });

(async () => {
  for (const [label, run] of attempts) {
    try {
      console.log(`${label}:`, text(await run()));
    } catch (error) {
      console.log(`${label} threw:`, error.name, error.code, String(error.message).split('\n')[0].replaceAll(dir, '<dir>'));
    }
  }
  fs.rmSync(dir, { recursive: true });
})();
