'use strict';

// fs.watch with `recursive: true` where the system watches single folders only:
// a watcher for each folder of the tree, those that appear later included.

const EventEmitter = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const watchers = require('internal/fs/watchers');

// Programs see an FSWatcher.
const RecursiveWatcher = class FSWatcher extends EventEmitter {
  #options;
  #root;
  // By the path from the root ('' for the root itself).
  #watchers = new Map();
  #closed = false;
  #ignore;

  constructor(options) {
    super();
    this.#options = options;
    this.#ignore = watchers.createIgnoreMatcher(options.ignore);
  }

  start(root) {
    this.#root = path.resolve(root);
    // What is wrong with the root itself is thrown.
    const isDirectory = fs.statSync(this.#root).isDirectory();
    this.#watch('');
    if (isDirectory)
      this.#descend('', false);
  }

  #watch(relative) {
    const watcher = new watchers.FSWatcher();
    watcher.start(path.join(this.#root, relative), this.#options.persistent, false, 'utf8');
    watcher.on('change', (eventType, name) => this.#onChange(relative, eventType, name));
    watcher.on('error', (error) => this.emit('error', error));
    this.#watchers.set(relative, watcher);
  }

  // Watches the folders below `relative`; `isNew`: what they hold is told of,
  // because it came before they were watched.
  #descend(relative, isNew) {
    let entries;
    try {
      entries = fs.readdirSync(path.join(this.#root, relative), { withFileTypes: true });
    } catch {
      // It is gone again.
      return;
    }
    for (const entry of entries) {
      const child = path.join(relative, entry.name);
      if (this.#ignore?.(child))
        continue;
      if (isNew)
        this.#report('rename', child);
      if (this.#closed)
        return;
      if (entry.isDirectory())
        this.#enter(child, isNew);
    }
  }

  #enter(relative, isNew) {
    if (this.#watchers.has(relative))
      return;
    try {
      this.#watch(relative);
    } catch {
      // It is gone again, or not ours to watch.
      return;
    }
    this.#descend(relative, isNew);
  }

  #leave(relative) {
    for (const [name, watcher] of this.#watchers) {
      if (name === relative || name.startsWith(`${relative}${path.sep}`)) {
        watcher.close();
        this.#watchers.delete(name);
      }
    }
  }

  #onChange(folder, eventType, name) {
    if (this.#closed)
      return;
    const full = path.join(this.#root, folder);
    // A folder's own end is told by the watcher of the one that it is in.
    if (folder !== '' && name === path.basename(full) && !fs.existsSync(path.join(full, name)))
      return;
    const relative = path.join(folder, name);
    if (this.#ignore?.(relative))
      return;
    this.#report(eventType, relative);
    // A listener may have closed it.
    if (this.#closed || eventType !== 'rename')
      return;
    const stats = fs.lstatSync(path.join(full, name), { throwIfNoEntry: false });
    if (stats === undefined)
      this.#leave(relative);
    else if (stats.isDirectory())
      this.#enter(relative, true);
  }

  #report(eventType, relative) {
    const { encoding } = this.#options;
    const filename = encoding === 'buffer' ? Buffer.from(relative) :
      encoding && encoding !== 'utf8' ? Buffer.from(relative).toString(encoding) : relative;
    this.emit('change', eventType, filename);
  }

  close() {
    if (this.#closed)
      return;
    this.#closed = true;
    for (const watcher of this.#watchers.values())
      watcher.close();
    this.#watchers.clear();
    process.nextTick(() => this.emit('close'));
  }

  ref() {
    for (const watcher of this.#watchers.values())
      watcher.ref();
    return this;
  }

  unref() {
    for (const watcher of this.#watchers.values())
      watcher.unref();
    return this;
  }
};

module.exports = { RecursiveWatcher };
