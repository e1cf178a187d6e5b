// node:os: what the machine and its system are. The system calls are in src/builtins/os.

'use strict';

const {
  codes: { ERR_SYSTEM_ERROR },
  hideStackFrames,
} = require('internal/errors');
const { readOnly } = require('internal/util');
const { validateInt32 } = require('internal/validators');

const binding = internalBinding('os');

const kPriorityHighest = -20;
const kPriorityLowest = 19;

// Calls a function of the binding that describes its failure in an object.
function call(name, ...args) {
  const context = {};
  const result = binding[name](...args, context);
  if (result === undefined) throw new ERR_SYSTEM_ERROR(context);
  return result;
}

// `sysname`, `version`, `release` and `machine` of uname, which do not change.
let system;

function getSystem() {
  system ??= call('getOSInformation');
  return system;
}

function arch() {
  return process.arch;
}

const availableParallelism = () => {
  return binding.getAvailableParallelism();
};

function cpus() {
  return binding.getCPUs() ?? [];
}

function endianness() {
  return binding.isBigEndian ? 'BE' : 'LE';
}

const freemem = () => {
  return binding.getFreeMem();
};

const totalmem = () => {
  return binding.getTotalMem();
};

function homedir() {
  return call('getHomeDirectory', process.env.HOME || undefined);
}

function hostname() {
  return call('getHostname');
}

function loadavg() {
  return binding.getLoadAvg();
}

const machine = () => {
  return getSystem().machine;
};

function platform() {
  return process.platform;
}

const release = () => {
  return getSystem().release;
};

const type = () => {
  return getSystem().sysname;
};

const version = () => {
  return getSystem().version;
};

function uptime() {
  return call('getUptime');
}

function tmpdir() {
  const { TMPDIR, TMP, TEMP } = process.env;
  const path = TMPDIR || TMP || TEMP || '/tmp';
  return path === '/' || !path.endsWith('/') ? path : path.slice(0, -1);
}

// How many leading bits of a netmask are set, or null when they are not contiguous.
function prefixLength(netmask, family) {
  const bits = family === 'IPv6' ? netmaskBits6(netmask) : netmaskBits4(netmask);
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : null;
}

function netmaskBits4(netmask) {
  return netmask.split('.').map((part) => Number(part).toString(2).padStart(8, '0')).join('');
}

function netmaskBits6(netmask) {
  const [head, tail = ''] = netmask.split('::');
  const groups = (text) => (text === '' ? [] : text.split(':'));
  const missing = netmask.includes('::') ? 8 - groups(head).length - groups(tail).length : 0;
  return [...groups(head), ...new Array(missing).fill('0'), ...groups(tail)]
    .map((group) => parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

function networkInterfaces() {
  const result = {};
  for (const { name, address, netmask, family, mac, internal, scopeid } of
    call('getInterfaceAddresses')) {
    const prefix = prefixLength(netmask, family);
    const entry = {
      address, netmask, family, mac, internal, cidr: prefix === null ? null : `${address}/${prefix}`,
    };
    if (family === 'IPv6') entry.scopeid = scopeid;
    (result[name] ??= []).push(entry);
  }
  return result;
}

const validatePid = hideStackFrames((pid) => validateInt32(pid, 'pid'));

function setPriority(pid, priority) {
  if (priority === undefined) [pid, priority] = [0, pid];
  validatePid(pid);
  validateInt32(priority, 'priority', kPriorityHighest, kPriorityLowest);
  call('setPriority', pid, priority);
}

function getPriority(pid) {
  if (pid === undefined) pid = 0;
  else validatePid(pid);
  return call('getPriority', pid);
}

function userInfo(options) {
  const encoding = options !== null && typeof options === 'object' && options.encoding ?
    `${options.encoding}` : 'utf8';
  const { uid, gid, username, homedir, shell } = call('getUserInfo');
  const decode = (bytes) => {
    if (bytes === null) return null;
    const buffer = Buffer.from(bytes.buffer);
    if (encoding === 'buffer') return buffer;
    return buffer.toString(Buffer.isEncoding(encoding) ? encoding : 'utf8');
  };
  return {
    __proto__: null,
    uid,
    gid,
    username: decode(username),
    homedir: decode(homedir),
    shell: decode(shell),
  };
}

// These can be used where a string or number is expected: `${os.hostname}`.
for (const fn of [arch, availableParallelism, endianness, freemem, homedir, hostname, platform,
                  release, tmpdir, totalmem, type, uptime, version, machine]) {
  fn[Symbol.toPrimitive] = fn;
}

let constantsOnce;

function constants() {
  if (constantsOnce === undefined) {
    constantsOnce = readOnly(binding.constants);
    for (const group of ['dlopen', 'errno', 'signals', 'priority']) readOnly(constantsOnce[group]);
    Object.preventExtensions(constantsOnce.signals);
  }
  return constantsOnce;
}

module.exports = {
  arch,
  availableParallelism,
  cpus,
  endianness,
  freemem,
  getPriority,
  homedir,
  hostname,
  loadavg,
  networkInterfaces,
  platform,
  release,
  setPriority,
  tmpdir,
  totalmem,
  type,
  userInfo,
  uptime,
  version,
  machine,
};

Object.defineProperties(module.exports, {
  constants: {
    __proto__: null,
    configurable: false,
    enumerable: true,
    // A getter, since numbers of the system have no place in the startup snapshot.
    get() { return constants(); },
  },
});
for (const [name, value] of Object.entries({ EOL: '\n', devNull: '/dev/null' })) {
  Object.defineProperty(module.exports, name, { __proto__: null, configurable: true, enumerable: true, value });
}
