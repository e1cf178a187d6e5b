'use strict';

// Streams and pipes of one child as the stdio of another, ends in every order.

const { spawn } = require('child_process');
const { once } = require('events');
const { Readable } = require('stream');
const { pipeline } = require('stream/promises');
const fs = require('fs');
const os = require('os');
const path = require('path');

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'stdio-'));
  const file = path.join(folder, 'file');
  const stream = fs.createWriteStream(file);
  await once(stream, 'open');
  await once(spawn('echo', ['to a stream'], { stdio: ['ignore', stream, 'inherit'] }), 'close');
  console.log(fs.readFileSync(file, 'utf8'));
  stream.destroy();
  fs.rmSync(folder, { recursive: true });

  const first = spawn('echo', ['chained']);
  const second = spawn('cat', { stdio: [first.stdout, 'pipe', 'inherit'] });
  second.stdout.setEncoding('utf8').on('data', (data) => console.log('second', data));
  await once(second, 'close');

  const direct = spawn('sh', ['-c', 'cat; echo err >&2'], { stdio: ['pipe', 'inherit', 'pipe'] });
  direct.stderr.pipe(process.stdout);
  direct.stdin.end('direct\n');
  await once(direct, 'close');

  // Writing to a child that does not read any more.
  const gone = spawn('true');
  gone.stdin.on('error', (error) => console.log('stdin', error.code, error.syscall));
  await once(gone, 'close');
  gone.stdin.write('x', (error) => console.log('written', error?.code));
  await new Promise((resolve) => setImmediate(resolve));

  // Output may end long before the child.
  const early = spawn('sh', ['-c', 'exec 1>&-; sleep 0.05; exit 7']);
  early.stdout.on('end', () => console.log('end')).resume();
  early.on('exit', (code) => console.log('exit', code));
  console.log(await once(early, 'close'));

  const lines = spawn('sh', ['-c', 'for i in 1 2 3; do echo $i; sleep 0.01; done']);
  let text = '';
  for await (const data of lines.stdout) text += data;
  console.log(JSON.stringify(text));

  const upper = spawn('tr', ['a-z', 'A-Z']);
  const chunks = [];
  upper.stdout.on('data', (data) => chunks.push(data));
  await pipeline(Readable.from(['abc', 'def']), upper.stdin);
  await once(upper, 'close');
  console.log(Buffer.concat(chunks).toString());

  // What is unreferenced does not keep the parent alive.
  const idle = spawn('sleep', ['30']);
  idle.unref();
  for (const pipe of idle.stdio) pipe.unref();
  process.on('exit', () => idle.kill());
}

main();
