// The rest of other_realm.js: values of another realm for cryptography, threads, protocols, streams, and errors that nobody catches.
'use strict';
const { spawnSync } = require('node:child_process');
const vm = require('node:vm');

const context = vm.createContext({});
const other = (code) => vm.runInContext(`(${code})`, context);
const bytes = (text = 'abc') => other(`Uint8Array.from(${JSON.stringify([...Buffer.from(text)])})`);
const { inspect } = require('node:util');
const attempts = [];
const attempt = (label, run) => attempts.push([label, run]);
const crypto = require('node:crypto');

attempt('ciphers', () => { const c = crypto.createCipheriv('aes-128-gcm', bytes('0123456789abcdef'), bytes('0123456789ab')); c.setAAD(bytes()); return [c.update(bytes()).toString('hex'), c.final().length, c.getAuthTag().toString('hex')]; });
attempt('ciphers(DataView)', () => crypto.createCipheriv('aes-128-ctr', other('new DataView(new ArrayBuffer(16))'), other('new Uint8Array(16)')).update(other('new DataView(Uint8Array.of(1, 2).buffer)')).toString('hex'));
attempt('derivation', () => [crypto.scryptSync(bytes(), bytes(), 4, other('({ N: 2 })')).toString('hex'), Buffer.from(crypto.hkdfSync('sha1', bytes(), bytes(), bytes(), 4)).toString('hex')]);
attempt('signatures', () => { const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519', other('({ publicKeyEncoding: { type: "spki", format: "der" } })')); const signature = crypto.sign(null, bytes(), privateKey); const key = crypto.createPublicKey(other(`({ key: Uint8Array.from([${[...publicKey]}]), format: 'der', type: 'spki' })`)); return crypto.verify(null, bytes(), key, other(`Uint8Array.from([${[...signature]}])`)); });
attempt('ECDH', () => { const a = crypto.createECDH('prime256v1'); a.generateKeys(); const b = crypto.createECDH('prime256v1'); b.generateKeys(); return a.computeSecret(other(`Uint8Array.from([${[...b.getPublicKey()]}])`)).equals(b.computeSecret(a.getPublicKey())); });
attempt('random', () => [crypto.randomFillSync(other('new Uint32Array(2)')).length, crypto.randomFillSync(other('new ArrayBuffer(4)')).byteLength, crypto.randomFillSync(other('new DataView(new ArrayBuffer(4))')).byteLength]);
attempt('primes', () => [crypto.checkPrimeSync(other('7n')), crypto.checkPrimeSync(bytes('\u0007')), crypto.checkPrimeSync(other('Uint8Array.of(7).buffer'))]);
attempt('subtle', async () => { const { subtle } = crypto; const key = await subtle.importKey('raw', bytes('0123456789abcdef').buffer, other('({ name: "AES-CBC" })'), true, other('["encrypt", "decrypt"]')); const data = await subtle.encrypt(other('({ name: "AES-CBC", iv: new Uint8Array(16) })'), key, bytes()); const plain = await subtle.decrypt({ name: 'AES-CBC', iv: other('new DataView(new ArrayBuffer(16))') }, key, data); return [data.byteLength, Buffer.from(plain).toString(), (await subtle.exportKey('jwk', key)).k]; });
attempt('subtle(jwk)', async () => (await crypto.subtle.importKey('jwk', other('({ kty: "oct", k: "AAAA" })'), other('({ name: "HMAC", hash: { name: "SHA-1" } })'), false, other('["sign"]'))).algorithm.hash.name);
attempt('zlib options', () => { const zlib = require('node:zlib'); const packed = zlib.deflateSync('abcabc', other('({ dictionary: Uint8Array.of(97, 98, 99) })')); return [zlib.inflateSync(packed, { dictionary: bytes() }).toString(), zlib.brotliCompressSync(bytes(), other('({ params: { [1]: 4 } })')).length]; });
attempt('stream.Readable.from(generators)', async () => { const { Readable } = require('node:stream'); const got = []; for await (const part of Readable.from(other('(async function* () { yield "a"; yield 1; })()'))) got.push(part); for await (const part of Readable.from(bytes())) got.push(part); return got; });
attempt('stream.pipeline', async () => { const { pipeline } = require('node:stream/promises'); const got = []; await pipeline(other('["a", "b"]'), other('async function* (source) { for await (const x of source) yield x + x; }'), async (source) => { for await (const x of source) got.push(`${x}`); }); return got; });
attempt('stream.Writable(objects)', () => { const { Writable } = require('node:stream'); const got = []; const w = new Writable({ decodeStrings: false, write(chunk, encoding, done) { got.push([chunk.constructor.name, encoding, Buffer.isBuffer(chunk)]); done(); } }); w.write(bytes()); w.write(other('new DataView(new ArrayBuffer(1))')); return got; });
attempt('stream.Readable.push', () => { const { Readable } = require('node:stream'); const r = new Readable({ read() {} }); r.push(bytes()); return Buffer.isBuffer(r.read()); });
attempt('webstreams', async () => { const got = []; for await (const part of ReadableStream.from(other('["x"]'))) got.push(part); const { writable, readable } = new TransformStream(other('({ transform(chunk, controller) { controller.enqueue(chunk + "!"); } })'), other('({ highWaterMark: 1 })')); const writer = writable.getWriter(); writer.write('a'); writer.close(); for await (const part of readable) got.push(part); return got; });
attempt('webstreams strategies', async () => { const s = new ReadableStream(other('({ start(c) { c.enqueue(1); c.close(); } })'), new CountQueuingStrategy(other('({ highWaterMark: 2 })'))); return [await s.getReader().read()]; });
attempt('fs streams', async () => { const fs = require('node:fs'); const r = fs.createReadStream(bytes(__filename), other('({ end: 3 })')); let n = 0; for await (const part of r) n += part.length; return n; });
attempt('fs.promises.writeFile(iterable)', async () => { const fs = require('node:fs'); const file = require('node:path').join(require('node:os').tmpdir(), `realm-${process.pid}`); await fs.promises.writeFile(file, other('(async function* () { yield "a"; yield Uint8Array.of(98); })()')); const text = fs.readFileSync(file, 'utf8'); await fs.promises.writeFile(file, other('["c", "d"]')); const more = fs.readFileSync(file, 'utf8'); fs.rmSync(file); return [text, more]; });
attempt('Worker', () => new Promise((resolve, reject) => { const { Worker } = require('node:worker_threads'); const buffer = other('new ArrayBuffer(2)'); const worker = new Worker('const w = require("worker_threads"); w.parentPort.postMessage([w.workerData.byteLength, process.argv[2], process.env.REALM, Object.keys(process.env).length])', { eval: true, workerData: buffer, transferList: other('[]').concat([buffer]), argv: other('["x"]'), env: other('({ REALM: "r" })') }); worker.on('message', resolve).on('error', reject); }));
attempt('MessagePort(transfer)', () => new Promise((resolve) => { const { port1, port2 } = new MessageChannel(); port2.once('message', (m) => { port2.close(); resolve(m.byteLength); }); const buffer = other('new ArrayBuffer(3)'); port1.postMessage(buffer, other('[]').concat([buffer])); }));
attempt('BroadcastChannel', () => new Promise((resolve) => { const a = new BroadcastChannel('realm'); const b = new BroadcastChannel('realm'); b.onmessage = ({ data }) => { a.close(); b.close(); resolve([...data]); }; a.postMessage(bytes()); }));
attempt('http2', () => new Promise((resolve) => { const http2 = require('node:http2'); const server = http2.createServer((request, response) => { response.writeHead(200, other('({ "x-a": ["b", "c"] })')); response.end(bytes()); }).listen(0, () => { const client = http2.connect(`http://localhost:${server.address().port}`); const stream = client.request(other('({ ":path": "/" })')); let headers; let body = ''; stream.on('response', (h) => { headers = h; }).on('data', (d) => { body += d; }).on('end', () => { client.close(); server.close(); resolve([headers['x-a'], body]); }); stream.end(); }); }));
attempt('http(agents, errors)', () => new Promise((resolve) => { const http = require('node:http'); http.get(other('({ port: 1, host: "127.0.0.1" })')).on('error', (error) => resolve(error.code)); }));
attempt('http(header values)', () => { const { OutgoingMessage } = require('node:http'); const m = new OutgoingMessage(); m.setHeader('a', other('["b", "c"]')); m.appendHeader('d', other('["e"]')); m.setHeaders(other('new Map([["x", "y"]])')); return m.getHeaders(); });
attempt('fetch', async () => { const f = new FormData(); f.append('a', new Blob([bytes()]), 'n'); return [(await new Response(f).formData()).get('a').size]; });
attempt('WebSocket', () => { try { return new WebSocket('ws://127.0.0.1:1', other('["a", "b"]')).protocol; } catch (error) { return error.name; } });
attempt('dns', async () => (await require('node:dns').promises.lookup('127.0.0.1', other('({ all: true })'))).length);
attempt('events', async () => { const { EventEmitter, once } = require('node:events'); const e = new EventEmitter(other('({ captureRejections: true })')); const waiting = once(e, 'error'); e.on('x', other('async () => { throw new RangeError("captured"); }')); e.emit('x'); return (await waiting)[0].message; });
attempt('once(error)', async () => { const { EventEmitter, once } = require('node:events'); const e = new EventEmitter(); const waiting = once(e, 'x'); e.emit('error', other('new RangeError("far")')); return waiting; });
attempt('AbortController', () => { const c = new AbortController(); c.abort(other('new RangeError("why")')); try { c.signal.throwIfAborted(); } catch (error) { return error.message; } });
attempt('performance.timerify', () => performance.timerify(other('function named(a, b) { return 3; }')).length);
attempt('vm.Script(cachedData)', () => { const data = new vm.Script('1').createCachedData(); return new vm.Script('1', { cachedData: other(`Uint8Array.from([${[...data]}])`) }).cachedDataRejected; });
attempt('vm.compileFunction', () => vm.compileFunction('return a', other('["a"]'))(4));
attempt('util.debuglog, aborted, types', () => [require('node:util').types.isAnyArrayBuffer(other('new SharedArrayBuffer(1)')), require('node:util').types.isBoxedPrimitive(other('new String("")')), require('node:util').types.isArgumentsObject(other('(function () { return arguments })()'))]);
attempt('util.getSystemErrorName, MIMEType', () => `${new (require('node:util').MIMEType)(other('"a/b"'))}`);
attempt('util.inspect(errors)', () => inspect(other('Object.assign(new RangeError("x"), { code: 1, stack: "RangeError: x" })')));
attempt('util.inspect(nested)', () => inspect(other('({ e: [new Map([[{ a: 1 }, new Set([[]])]])], d: new (class Far extends Map {})() })'), { depth: 9, breakLength: Infinity }));
attempt('console.dir, table', () => { const { Console } = require('node:console'); const out = new (require('node:stream').PassThrough)(); const c = new Console(out); c.table(other('new Map([[1, { a: 2 }]])')); c.dir(other('new Set([1])')); return `${out.read()}`; });
attempt('path, url', () => [require('node:url').format(other('({ protocol: "http", host: "a", query: { b: [1, 2] } })')), require('node:url').urlToHttpOptions(new URL('http://a/b')).path]);
attempt('querystring', () => require('node:querystring').stringify(other('({ a: ["x", 1n, true, null] })')));
attempt('process', () => [process.hrtime(other('[1, 1]')).length, Object.keys(process.cpuUsage(other('({ user: 0, system: 0 })'))), process.kill.length]);
attempt('process.env', () => { process.env.REALM = other('({ toString() { return "made" } })'); return process.env.REALM; });
attempt('os.setPriority, process.umask', () => typeof process.umask());
attempt('Buffer.from(iterables)', () => [Buffer.from(other('({ length: 2, 0: 1, 1: 2 })')).length, Buffer.from(other('new Uint16Array([1, 256])')).length, Buffer.from(other('({ [Symbol.toPrimitive]() { return "tp" } })')).toString(), Buffer.from(other('Object.assign([], { type: "Buffer", data: [1] })')).length]);
attempt('Buffer.from(SharedArrayBuffer)', () => Buffer.from(other('new SharedArrayBuffer(4)')).length);
attempt('Atomics.waitAsync', async () => { const a = other('new Int32Array(new SharedArrayBuffer(4))'); const w = Atomics.waitAsync(a, 0, 0); Atomics.notify(a, 0); return w.value; });

const uncaught = {
  error: 'throw other("Object.assign(new RangeError(\'far\'), { code: \'E\' })")',
  rejection: 'Promise.reject(other("new RangeError(\'far\')"))',
  'foreign promise': 'other("Promise.reject(new RangeError(\'far\')), 1")',
  'caught by a listener': 'process.on("uncaughtException", (e) => console.log("heard", e.message)); setImmediate(() => { throw other("new RangeError(\'far\')") })',
  'rejection heard': 'process.on("unhandledRejection", (e, p) => console.log("heard", e.message, p instanceof Promise)); other("Promise.reject(new RangeError(\'far\')), 1")',
  'not an error': 'throw other("({ a: 1 })")',
};

(async () => {
  for (const [label, run] of attempts) {
    try {
      console.log(`${label}:`, inspect(await run(), { breakLength: Infinity }));
    } catch (error) {
      console.log(`${label} threw:`, error.name, error.code, `${error.message}`.split('\n')[0]);
    }
  }
  for (const [label, code] of Object.entries(uncaught)) {
    const text = `const vm = require('vm'); const context = vm.createContext({}); const other = (c) => vm.runInContext('(' + c + ')', context); ${code}`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', text], { encoding: 'utf8' });
    console.log(label, status, stdout, stderr.split('\n').filter((line) => /^\S*Error|^Uncaught|code:|^Thrown|a: 1/.test(line)));
  }
})();
