// Accounts and who is signed in. Passwords are kept as argon2id hashes only.
'use strict';

const argon2 = require('argon2');
const { randomBytes } = require('node:crypto');
const { Problem } = require('./problem');

class Accounts {
  #hashes = new Map();
  #sessions = new Map();

  async create(name, password) {
    if (typeof name !== 'string' || !/^[a-z]{2,20}$/.test(name)) throw new Problem(400, 'a name is 2 to 20 lower-case letters');
    if (typeof password !== 'string' || password.length < 8) throw new Problem(400, 'a password has at least 8 characters');
    if (this.#hashes.has(name)) throw new Problem(409, 'the name is taken');
    const hash = argon2.hash(password, { type: argon2.argon2id, memoryCost: 8192, timeCost: 2, parallelism: 1 });
    // Taken from here on, not only when the hash is there.
    this.#hashes.set(name, hash);
    await hash;
    return { name };
  }

  /** @returns {Promise<string>} a token for the session */
  async signIn(name, password) {
    const hash = await this.#hashes.get(name);
    if (hash === undefined || typeof password !== 'string' || !await argon2.verify(hash, password)) {
      throw new Problem(401, 'wrong name or password');
    }
    const token = randomBytes(24).toString('base64url');
    this.#sessions.set(token, name);
    return token;
  }

  ofToken(token) {
    const name = this.#sessions.get(token);
    if (name === undefined) throw new Problem(401, 'sign in first');
    return name;
  }
}

module.exports = { Accounts };
