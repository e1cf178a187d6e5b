'use strict';

// Standard input and output as files and pipes.

const { spawnSync, spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'stdio-'));
const file = path.join(folder, 'file');

function run(code, options) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8', ...options });
  console.log(JSON.stringify(stdout), stderr, status);
}

const describe = `
  const { stdin, stdout } = process;
  console.error(stdin.constructor.name, stdin.fd, stdin.isTTY, stdout.constructor.name, stdout._type, stdout.isTTY, stdout.writable);
`;
run(describe);
const out = fs.openSync(file, 'w');
run(describe, { stdio: ['ignore', out, 'pipe'] });

// Reading.
const read = 'process.stdin.setEncoding("utf8").on("data", (d) => console.log(d)).on("end", () => console.log("end"))';
run(read, { input: 'from a pipe' });
fs.writeFileSync(file, 'from a file');
const input = fs.openSync(file, 'r');
run(read, { stdio: [input, 'pipe', 'pipe'] });
run(read, { stdio: ['ignore', 'pipe', 'pipe'] });
run('console.log(process.stdin.readableFlowing)', { input: 'not read' });
run('(async () => { for await (const d of process.stdin) console.log(String(d)); })()', { input: 'iterated' });

// Writing: strings, encodings, buffers, callbacks, large amounts.
run('process.stdout.write("a\\u00e9"); process.stdout.write("6263", "hex"); process.stdout.write(Buffer.from("d"), () => console.log("written"))');
run('process.stdout.end("last"); process.stdout.on("finish", () => console.error("finish"))');
const large = spawn(process.execPath, ['-e', 'process.stdout.write("x".repeat(1e6), () => process.exit(3))']);
let length = 0;
large.stdout.on('data', (data) => { length += data.length; });
large.on('close', (code) => {
  console.log(length, code);
  fs.rmSync(folder, { recursive: true });
});
