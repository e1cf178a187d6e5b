// Starts real servers for tests, in a folder of their own and on a Unix socket or a free port of the loopback interface. They
// come from Debian's packages, which `make test-set-up` installs. Runs on both runtimes.
'use strict';

const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

function find(program, folders) {
  const found = folders.map((folder) => path.join(folder, program)).find((file) => fs.existsSync(file));
  if (!found) throw new Error(`${program} is not installed: \`make test-set-up\` installs it`);
  return found;
}

const searchPath = () => process.env.PATH.split(':');

/** Waits until `ready()` says that the server takes connections. */
async function started(child, ready) {
  for (let tries = 0; tries < 600; tries++) {
    if (await ready()) return;
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error(`${child.spawnfile} takes no connections`);
}

const connects = (options) => new Promise((resolve) => {
  const socket = net.connect(options, () => { socket.destroy(); resolve(true); });
  socket.on('error', () => resolve(false));
});

async function ended(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await new Promise((resolve) => { child.once('exit', resolve); });
}

/**
 * A new PostgreSQL cluster below `folder`, which has to be short: it becomes part of a socket's name.
 * @returns {Promise<{url: string, stop(): Promise<void>}>}
 */
async function startPostgres(folder) {
  const installed = fs.existsSync('/usr/lib/postgresql')
    ? fs.readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`) : [];
  const [initdb, postgres] = ['initdb', 'postgres'].map((program) => find(program, [...installed, ...searchPath()]));
  const home = path.join(folder, 'postgres');
  fs.mkdirSync(home);
  // PostgreSQL refuses to run as root.
  const user = process.getuid() === 0 ? userIds('postgres') : {};
  if (user.uid !== undefined) fs.chownSync(home, user.uid, user.gid);
  const data = path.join(home, 'data');
  const options = { ...user, cwd: home, stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync(initdb, ['-D', data, '-U', 'shop', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--no-locale'], options);
  const settings = ['fsync=off', 'listen_addresses=', `unix_socket_directories=${home}`, 'log_min_messages=fatal'];
  const child = spawn(postgres, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], options);
  // The last line of this file is the server's state.
  const state = path.join(data, 'postmaster.pid');
  await started(child, () => fs.existsSync(state) && fs.readFileSync(state, 'latin1').trimEnd().endsWith('ready'));
  return {
    url: `postgresql://shop@/postgres?host=${encodeURIComponent(home)}`,
    stop: () => ended(child, 'SIGINT'),
  };
}

function userIds(name) {
  const line = fs.readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith(`${name}:`));
  if (!line) throw new Error(`there is no user ${name}: PostgreSQL cannot run`);
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** @returns {Promise<{url: string, stop(): Promise<void>}>} */
async function startRedis(folder) {
  const socket = path.join(folder, 'redis.sock');
  const server = find('redis-server', searchPath());
  const child = spawn(server, ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder], { stdio: 'ignore' });
  await started(child, () => connects({ path: socket }));
  return { url: socket, stop: () => ended(child, 'SIGTERM') };
}

module.exports = { startPostgres, startRedis };
