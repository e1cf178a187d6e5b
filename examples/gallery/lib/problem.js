// What goes wrong through the caller's doing, with the status that answers it.
'use strict';

class Problem extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

module.exports = { Problem };
