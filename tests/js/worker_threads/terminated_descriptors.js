'use strict';
// A worker that is ended in the middle of its work gives its descriptors back: sockets, servers, pipes, TLS over them, files, watchers,
// children. Causes: what waits in a loop (the end of a write, a closing stream, work of the thread pool) owns streams that own a share of
// the loop; nobody emptied its queues, so neither was ever freed. A TLS layer and the stream below it own each other. The numbers that fs
// gives to JavaScript were nobody's. And memory that the pool compresses from and into was freed with the isolate, not with the work.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'descriptors-'));
const file = path.join(directory, 'file');
fs.writeFileSync(file, 'x'.repeat(100_000));

const head = `
  const fs = require('node:fs');
  const net = require('node:net');
  const { parentPort, workerData: { file, place } } = require('node:worker_threads');
  const ready = () => parentPort.postMessage('ready');
`;
const pair = (server, client) => `
  const big = Buffer.alloc(1 << 22);
  const server = net.createServer((socket) => { ${server} }).listen(PLACE, () => {
    const client = net.connect(server.address().port ?? server.address());
    client.on('connect', () => { ${client}; setImmediate(ready); });
  });
`;
const cases = {
  'tcp': pair('socket.resume()', 'client.write("x")').replace('PLACE', '0'),
  'tcp, writes under way': pair('socket.write(big)', 'client.write(big)').replace('PLACE', '0'),
  'tcp, closing': pair('socket.destroy()', 'client.write(big); client.destroy(); server.close(); ready(); for (;;);').replace('PLACE', '0'),
  'pipes': pair('socket.write(big)', 'client.write(big)').replace('PLACE', 'place'),
  'tcp, read by iteration': pair('socket.write(big)', '(async () => { for await (const chunk of client); })()').replace('PLACE', '0'),
  'http': `
    const http = require('node:http');
    const server = http.createServer((request, response) => { response.write('x'.repeat(1 << 22)); ready(); });
    server.listen(0, () => http.get({ port: server.address().port }, (response) => {}));`,
  'http2': `
    const http2 = require('node:http2');
    const server = http2.createServer((request, response) => { response.write('x'.repeat(1 << 22)); ready(); });
    server.listen(0, () => http2.connect('http://localhost:' + server.address().port).request().resume());`,
  'tls': `
    const tls = require('node:tls');
    const server = tls.createServer({ SNICallback() { ready(); } }, () => {});
    server.listen(0, () => tls.connect({ port: server.address().port, servername: 'a.test' }).on('error', () => {}).write('x'));`,
  'udp': `
    const socket = require('node:dgram').createSocket('udp4');
    socket.bind(0, () => { socket.send('x', socket.address().port, 'localhost'); ready(); });`,
  'a file, opened at once': `fs.openSync(file); ready();`,
  'a file, opened and closed': `fs.closeSync(fs.openSync(file)); fs.open(file, (error, fd) => fs.close(fd, ready));`,
  'a file, opened': `fs.open(file, ready);`,
  'a file, in a handle that comes from elsewhere': `
    fs.promises.open(file).then((handle) => {
      const { port1, port2 } = new (require('node:worker_threads').MessageChannel)();
      port1.postMessage(handle, [handle]);
      port2.once('message', (handle) => { globalThis.handle = handle; ready(); });
    });`,
  'a file, being opened': `for (let i = 0; i < 16; i++) fs.open(file, () => {}); ready(); for (;;);`,
  'streams over files': `
    fs.createReadStream(file).on('data', ready);
    fs.createWriteStream(file + '2').write('x'.repeat(1 << 22));`,
  'a file handle': `
    fs.promises.open(file).then((handle) => { globalThis.handle = handle; handle.read(Buffer.alloc(10)).then(ready); });`,
  'a file handle, reading': `
    fs.promises.open(file).then((handle) => {
      globalThis.handle = handle; for (let i = 0; i < 99; i++) handle.read(Buffer.alloc(10)); ready(); for (;;); });`,
  'directories': `
    globalThis.first = fs.opendirSync('.');
    fs.promises.opendir('.').then((directory) => { globalThis.second = directory; ready(); });`,
  'watchers': `fs.watch(file); fs.watchFile(file, () => {}); ready();`,
  'a child': `
    const { spawn } = require('node:child_process');
    const child = spawn('sleep', ['0.2'], { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    child.stdin.write('x'.repeat(1 << 20));
    child.on('spawn', ready);`,
  'names': `
    require('node:dns').lookup('localhost', () => {});
    new (require('node:dns').Resolver)({ timeout: 1e6 }).resolve('a.test', () => {});
    ready();`,
  'compression': `
    const zlib = require('node:zlib');
    for (let i = 0; i < 8; i++) zlib.gzip('x'.repeat(1 << 22), () => {});
    ready(); for (;;);`,
};

const count = () => fs.readdirSync('/proc/self/fd').length;

async function run(name, number) {
  const workerData = { file, place: path.join(directory, `s${number}`) };
  const worker = new Worker(head + cases[name], { eval: true, workerData });
  worker.on('error', (error) => console.log(name, error));
  const exited = new Promise((resolve) => worker.on('exit', resolve));
  await new Promise((resolve) => worker.once('message', resolve));
  await worker.terminate();
  await exited;
}

(async () => {
  // What a process has one of is there then.
  await run('names', 0);
  const before = count();
  const names = process.argv[2] ? [process.argv[2]] : Object.keys(cases);
  for (const name of names) {
    for (let i = 0; i < 3; i++) await run(name, i);
    // What is under way on the thread pool comes to its end first.
    for (let i = 0; i < 100 && count() > before; i++) await setTimeout(10);
    console.log(name, count() - before);
  }
  fs.rmSync(directory, { recursive: true });
})();
