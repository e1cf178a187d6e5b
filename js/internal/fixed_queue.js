'use strict';
// A first-in, first-out queue that allocates in blocks: a list of rings of fixed size, so that neither end ever moves
// elements about.

const kSize = 2048;
const kMask = kSize - 1;

class Ring {
  constructor() {
    this.bottom = 0;
    this.top = 0;
    this.list = new Array(kSize);
    this.next = null;
  }
}

module.exports = class FixedQueue {
  #head = new Ring();
  #tail = this.#head;

  isEmpty() {
    return this.#tail.top === this.#tail.bottom;
  }

  push(element) {
    const head = this.#head;
    head.list[head.top] = element;
    const top = (head.top + 1) & kMask;
    head.top = top;
    if (top === head.bottom) {
      // Full: one slot stays free to tell a full ring from an empty one, so undo and go on in a new ring.
      head.top = (top - 1) & kMask;
      head.list[head.top] = undefined;
      this.#head = head.next = new Ring();
      this.push(element);
    }
  }

  // The oldest element, null when there is none.
  shift() {
    const tail = this.#tail;
    if (tail.bottom === tail.top) return null;
    const element = tail.list[tail.bottom];
    tail.list[tail.bottom] = undefined;
    tail.bottom = (tail.bottom + 1) & kMask;
    if (tail.bottom === tail.top) {
      if (tail.next !== null) this.#tail = tail.next;
      // A queue that is short stays in the same few places of memory.
      else tail.bottom = tail.top = 0;
    }
    return element;
  }
};
