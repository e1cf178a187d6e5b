'use strict';
// A binary heap whose elements know their place in it, so that one in the middle can be moved or removed.

module.exports = class PriorityQueue {
  #heap = [undefined]; // the root is at 1
  #size = 0;
  #compare;
  #setPosition;

  // compare(a, b): negative when a comes first. setPosition(element, index): where the element is now.
  constructor(compare, setPosition) {
    this.#compare = compare;
    this.#setPosition = setPosition;
  }

  insert(element) {
    const index = ++this.#size;
    this.#heap[index] = element;
    this.#setPosition(element, index);
    this.#percolateUp(index);
  }

  peek() {
    return this.#heap[1];
  }

  // To be called when the first element's key has grown.
  percolateDown(index) {
    const heap = this.#heap;
    const element = heap[index];
    const size = this.#size;
    while (index * 2 <= size) {
      let child = index * 2;
      if (child < size && this.#compare(heap[child + 1], heap[child]) < 0) child++;
      if (this.#compare(element, heap[child]) <= 0) break;
      this.#place(heap[child], index);
      index = child;
    }
    this.#place(element, index);
  }

  #percolateUp(index) {
    const heap = this.#heap;
    const element = heap[index];
    while (index > 1) {
      const parent = index >> 1;
      if (this.#compare(heap[parent], element) <= 0) break;
      this.#place(heap[parent], index);
      index = parent;
    }
    this.#place(element, index);
  }

  #place(element, index) {
    this.#heap[index] = element;
    this.#setPosition(element, index);
  }

  removeAt(index) {
    const heap = this.#heap;
    const last = heap[this.#size];
    heap[this.#size--] = undefined;
    if (index > this.#size) return;
    this.#place(last, index);
    if (index > 1 && this.#compare(heap[index >> 1], last) > 0) this.#percolateUp(index);
    else this.percolateDown(index);
  }

  shift() {
    const first = this.#heap[1];
    if (first !== undefined) this.removeAt(1);
    return first;
  }
};
