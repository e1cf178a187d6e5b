'use strict';
// Timers that come due while others run: those that are started afterwards still come, each as if nothing had happened.
const busy = (ms) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

async function main() {
  for (let round = 0; round < 40; round++) {
    // The list of the second is not due when the first begins, and is due when the first is over; then no list is left.
    await new Promise((resolve) => {
      setTimeout(() => busy(6), 1);
      setTimeout(resolve, 4 + round % 4);
    });
    await new Promise((resolve) => { setTimeout(resolve, 3); });
  }
  console.log('all came');
}
main();
