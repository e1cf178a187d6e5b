'use strict';

const transports = new URLSearchParams(location.search).get('transports')?.split(',');
const socket = io(transports ? { transports } : {});
const [messages, people, problem] = ['messages', 'people', 'problem'].map((id) => document.getElementById(id));
const [join, say] = ['join', 'say'].map((id) => document.getElementById(id));

function show({ from, text }) {
  const item = document.createElement('li');
  const name = document.createElement('b');
  name.textContent = from;
  item.append(name, ` ${text}`);
  messages.append(item);
}

function showPeople(names) {
  people.replaceChildren(...names.map((name) => {
    const item = document.createElement('span');
    item.textContent = name;
    return item;
  }));
}

join.addEventListener('submit', (event) => {
  event.preventDefault();
  socket.emit('join', join.elements.name.value, 'lobby', ({ error, history, people: names }) => {
    problem.textContent = error ?? '';
    if (error) return;
    history.forEach(show);
    showPeople(names);
    join.hidden = true;
    say.hidden = false;
  });
});

say.addEventListener('submit', (event) => {
  event.preventDefault();
  socket.emit('say', say.elements.text.value);
  say.reset();
});

socket.on('said', show);
socket.on('people', showPeople);
