'use strict';
// Timeouts of one duration that come due as fast as they run do not keep those of another duration waiting: what is due is told by
// a clock that is read anew only when all that was due by it has run. Each of the flood's timeouts takes a while and starts two more.

const LIMIT = 200;
let steps = 0;
let done = false;

function spin(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function step() {
  if (done || ++steps > LIMIT) return;
  spin(5);
  setTimeout(step, 10);
  setTimeout(step, 10);
}

step();
setTimeout(() => {
  done = true;
  console.log('before the end of the flood:', steps <= LIMIT);
}, 40);
