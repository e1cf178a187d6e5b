'use strict';
// A connection that the system cannot hand over (memory that is short, a firewall's refusal) is no error of the server, which would
// end a program that does not listen for one: the server goes on, and what still waits is accepted next. The system's errors are made by
// strace; where there is none that may trace, the child runs without them.

const { spawnSync } = require('child_process');
const net = require('net');

if (process.argv[2] === 'child') {
  const server = net.createServer((peer) => {
    server.close();
    peer.end('hello');
  });
  server.listen(0, '127.0.0.1', () => {
    net.connect(server.address().port, '127.0.0.1').on('data', (data) => console.log(String(data)));
  });
  return;
}

for (const error of ['ENOBUFS', 'EPERM', 'ECONNABORTED']) {
  const program = [process.execPath, __filename, 'child'];
  const strace = ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=accept,accept4', '-e', `inject=accept,accept4:error=${error}:when=1`];
  let child = spawnSync('strace', [...strace, ...program], { encoding: 'utf8' });
  if (child.error || /ptrace/i.test(child.stderr)) child = spawnSync(program[0], program.slice(1), { encoding: 'utf8' });
  console.log(error, child.status, child.stdout, child.stderr);
}
