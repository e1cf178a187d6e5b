'use strict';
// A list of objects that come and go by the thousand, the oldest first. V8's Set is not for them: a table that it has outgrown goes on
// referring to the new one. Once one of these is in the old generation, all that come after it stay there with what was in them,
// until the next full collection.

class Members {
  // An entry like the others, before the first and behind the last.
  #ring;

  constructor() {
    const ring = { next: null, previous: null, member: undefined };
    this.#ring = ring.next = ring.previous = ring;
  }

  // The answer is the entry, for removeMember().
  add(member) {
    const ring = this.#ring;
    const { previous } = ring;
    return previous.next = ring.previous = { next: ring, previous, member };
  }

  *[Symbol.iterator]() {
    for (let entry = this.#ring.next; entry !== this.#ring; entry = entry.next) yield entry.member;
  }
}

// Takes an entry off its list, once. It refers to none of the others any more.
function removeMember(entry) {
  const { next, previous } = entry;
  next.previous = previous;
  previous.next = next;
  entry.next = entry.previous = null;
}

// The same in place of a Map whose keys are whole numbers.
class NumberedMembers {
  #members = { __proto__: null };
  size = 0;

  get(number) {
    return this.#members[number];
  }

  // The number is a new one.
  set(number, member) {
    this.#members[number] = member;
    this.size++;
  }

  delete(number) {
    if (this.#members[number] === undefined) return;
    delete this.#members[number];
    this.size--;
  }

  values() {
    return Object.values(this.#members);
  }
}

module.exports = { Members, NumberedMembers, removeMember };
