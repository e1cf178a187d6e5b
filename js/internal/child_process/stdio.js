'use strict';

// The `stdio` option: what each descriptor of the child is connected to.

const {
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_SYNC_FORK_INPUT,
    ERR_IPC_ONE_PIPE,
    ERR_IPC_SYNC_FORK,
  },
} = require('internal/errors');

const binding = internalBinding('child_process');

// One word for all three descriptors, spelled out; `channel` adds a message channel.
function stdioStringToArray(stdio, channel) {
  const isWord = ['ignore', 'inherit', 'overlapped', 'pipe'].includes(stdio);
  if (!isWord) throw new ERR_INVALID_ARG_VALUE('stdio', stdio);
  const entries = [0, 1, 2].map((fd) => (stdio === 'inherit' ? fd : stdio));
  return channel ? [...entries, channel] : entries;
}

// The descriptor behind a stream or handle, if it has one.
function descriptorOf(entry) {
  if (typeof entry === 'number')
    return entry;
  if (entry === null || typeof entry !== 'object')
    return undefined;
  if (typeof entry.fd === 'number')
    return entry.fd;
  if (typeof entry._handle?.fd === 'number')
    return entry._handle.fd;
  return undefined;
}

// Each entry becomes one of { type: 'ignore' }, { type: 'pipe', ipc }, { type: 'fd', fd },
// { type: 'inherit', fd }.
function getValidStdio(stdio, sync) {
  if (typeof stdio === 'string')
    stdio = stdioStringToArray(stdio);
  else if (!Array.isArray(stdio))
    throw new ERR_INVALID_ARG_VALUE('stdio', stdio);

  let ipc = false;
  const entries = [];
  const list = stdio.slice();
  while (list.length < 3)
    list.push(undefined);

  for (let i = 0; i < list.length; i++) {
    let value = list[i];
    if (value === undefined || value === null)
      value = i < 3 ? 'pipe' : 'ignore';
    if (value === 'ignore') {
      entries.push({ type: 'ignore' });
    } else if (value === 'pipe' || value === 'overlapped' || value < 0) {
      entries.push({ type: 'pipe', readable: i === 0, writable: i !== 0 });
    } else if (value === 'ipc') {
      if (sync)
        throw new ERR_IPC_SYNC_FORK();
      if (ipc)
        throw new ERR_IPC_ONE_PIPE();
      ipc = true;
      entries.push({ type: 'pipe', ipc: true });
    } else if (value === 'inherit') {
      entries.push({ type: 'inherit', fd: i });
    } else if (descriptorOf(value) !== undefined && !(ArrayBuffer.isView(value))) {
      entries.push({ type: 'fd', fd: descriptorOf(value), stream: typeof value === 'object' ? value : undefined });
    } else if (ArrayBuffer.isView(value) || typeof value === 'string') {
      if (!sync)
        throw new ERR_INVALID_SYNC_FORK_INPUT(require('internal/util/inspect').inspect(value));
      entries.push({ type: 'pipe', readable: true, writable: false, input: value });
    } else {
      throw new ERR_INVALID_ARG_VALUE('stdio', value);
    }
  }
  return entries;
}

// Makes the pipes of an asynchronous child: every pipe entry gets `parentFd` and
// `childFd`. Answers a negative errno when descriptors run out.
function openPipes(entries) {
  const pair = [];
  for (const entry of entries) {
    if (entry.type !== 'pipe')
      continue;
    const error = binding.socketPair(pair);
    if (error < 0) {
      closePipes(entries);
      return error;
    }
    entry.parentFd = pair[0];
    entry.childFd = pair[1];
  }
  return 0;
}

function closeChildEnds(entries) {
  for (const entry of entries) {
    if (entry.childFd !== undefined) {
      binding.closeDescriptor(entry.childFd);
      entry.childFd = undefined;
    }
  }
}

function closePipes(entries) {
  closeChildEnds(entries);
  for (const entry of entries) {
    if (entry.parentFd !== undefined) {
      binding.closeDescriptor(entry.parentFd);
      entry.parentFd = undefined;
    }
  }
}

// What the binding takes: a descriptor for each place, -1 for none.
function childDescriptors(entries) {
  return entries.map((entry) => {
    switch (entry.type) {
      case 'ignore': return -1;
      case 'pipe': return entry.childFd;
      default: return entry.fd;
    }
  });
}

module.exports = {
  childDescriptors,
  closeChildEnds,
  closePipes,
  getValidStdio,
  openPipes,
  stdioStringToArray,
};
