// A chat: a page served by Express, messages over socket.io. PORT says where to listen (3000).
//
// A client says `join` (name, room) and gets an acknowledgement {error} or {history, people}; then `say` (text). It hears
// `said` {from, text} and `people` [name, …] of its room.
'use strict';

const http = require('node:http');
const path = require('node:path');
const express = require('express');
const { Server } = require('socket.io');

const HISTORY = 50;

/** @returns {{server: http.Server, io: Server}} not listening yet; `io.close()` ends both */
function createChat() {
  const app = express();
  app.use(express.static(path.join(__dirname, 'public')));
  const server = http.createServer(app);
  const io = new Server(server, { pingInterval: 5000, pingTimeout: 10_000 });
  const histories = new Map();

  const peopleIn = async (room) => (await io.in(room).fetchSockets()).map((socket) => socket.data.name).sort();
  const tellPeople = async (room) => io.to(room).emit('people', await peopleIn(room));

  io.on('connection', (socket) => {
    socket.on('join', async (name, room, acknowledge) => {
      if (typeof acknowledge !== 'function') return;
      if (typeof name !== 'string' || !name.trim() || typeof room !== 'string') return acknowledge({ error: 'who, and where?' });
      if ((await peopleIn(room)).includes(name)) return acknowledge({ error: `${name} is here already` });
      socket.data = { name, room };
      await socket.join(room);
      acknowledge({ history: histories.get(room) ?? [], people: await peopleIn(room) });
      await tellPeople(room);
    });
    socket.on('say', (text) => {
      const { name, room } = socket.data;
      if (room === undefined || typeof text !== 'string' || text.length > 1000) return;
      const message = { from: name, text };
      histories.set(room, [...(histories.get(room) ?? []), message].slice(-HISTORY));
      io.to(room).emit('said', message);
    });
    socket.on('file', (bytes, acknowledge) => {
      // Binary attachments go to everybody else in the room as they are.
      const { name, room } = socket.data;
      if (room === undefined || !Buffer.isBuffer(bytes)) return acknowledge({ error: 'no file' });
      socket.to(room).emit('file', name, bytes);
      acknowledge({ bytes: bytes.length });
    });
    socket.on('disconnect', () => {
      if (socket.data.room !== undefined) tellPeople(socket.data.room);
    });
  });
  return { server, io };
}

if (require.main === module) {
  const { server } = createChat();
  server.listen(Number(process.env.PORT ?? 3000), () => console.log(`listening on port ${server.address().port}`));
}

module.exports = { createChat };
