// process._getActiveHandles() has the objects that programs know of sockets for datagrams and of watchers, while they are open and
// referenced; what asks it why a process does not end (wtfnode) looks at their classes.
'use strict';

const dgram = require('node:dgram');
const fs = require('node:fs');

function show(what, object) {
  const handles = process._getActiveHandles();
  console.log(what, handles.includes(object), handles.filter((handle) => ['FSWatcher', 'StatWatcher'].includes(handle.constructor.name) || handle instanceof dgram.Socket).length);
}

function watchers() {
  const watcher = fs.watch(__filename);
  show('watch', watcher);
  watcher.unref();
  show('watch unreferenced', watcher);
  watcher.ref();
  show('watch referenced', watcher);
  watcher.on('close', () => setTimeout(() => {
    show('watch closed', watcher);
    const polling = fs.watchFile(__filename, () => {});
    show('watchFile', polling);
    polling.unref();
    show('watchFile unreferenced', polling);
    polling.ref();
    fs.unwatchFile(__filename);
    setTimeout(() => show('watchFile ended', polling), 10);
  }, 10));
  watcher.close();
}

const socket = dgram.createSocket('udp4');
socket.bind(0, '127.0.0.1', () => {
  show('datagrams', socket);
  socket.unref();
  show('datagrams unreferenced', socket);
  socket.ref();
  socket.close(() => setTimeout(() => {
    show('datagrams closed', socket);
    watchers();
  }, 10));
});
