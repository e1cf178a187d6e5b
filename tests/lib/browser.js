// Drives a headless Chromium (a package of Debian's, which `make test-set-up` installs) over its DevTools protocol: enough to open
// pages, fill in forms and read what they show. Runs on both runtimes.
'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome'];
// Nothing is asked of any host but the one under test.
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--remote-debugging-port=0',
];
const PATIENCE = 30_000;

function find() {
  for (const folder of process.env.PATH.split(':')) {
    const program = PROGRAMS.map((name) => path.join(folder, name)).find((file) => fs.existsSync(file));
    if (program) return program;
  }
  throw new Error('chromium is not installed: `make test-set-up` installs it');
}

class Page {
  #session;
  #browser;

  constructor(browser, session) {
    this.#browser = browser;
    this.#session = session;
  }

  send(method, params) {
    return this.#browser.send(method, params, this.#session);
  }

  /** The value of an expression in the page. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until an expression in the page is true. */
  async until(expression) {
    for (const start = Date.now(); Date.now() - start < PATIENCE;) {
      if (await this.evaluate(expression)) return;
      await new Promise((resolve) => { setTimeout(resolve, 30); });
    }
    throw new Error(`never true in the page: ${expression}`);
  }

  /** Types into a field and presses Enter. */
  async enter(selector, text) {
    await this.evaluate(`document.querySelector(${JSON.stringify(selector)}).focus()`);
    await this.send('Input.insertText', { text });
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  }
}

class Browser {
  #child;
  #socket;
  #pending = new Map();
  #next = 1;

  /** @param {string} folder where it keeps its profile */
  static async start(folder) {
    const browser = new Browser();
    const child = spawn(find(), [...FLAGS, `--user-data-dir=${path.join(folder, 'profile')}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    browser.#child = child;
    const address = await new Promise((resolve, reject) => {
      let text = '';
      child.stderr.setEncoding('utf8').on('data', (more) => {
        text += more;
        const found = /DevTools listening on (ws:\S+)/.exec(text);
        if (found) resolve(found[1]);
      });
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`chromium ended with ${code}\n${text}`)));
    });
    const socket = new WebSocket(address);
    browser.#socket = socket;
    await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject; });
    socket.onmessage = ({ data }) => browser.#receive(JSON.parse(data));
    return browser;
  }

  #receive({ id, result, error }) {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    if (error) pending.reject(new Error(error.message));
    else pending.resolve(result);
  }

  send(method, params = {}, sessionId) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  }

  async open(url) {
    const { targetId } = await this.send('Target.createTarget', { url });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId);
    // A new target shows an empty document before it goes to its address.
    await page.until("location.href !== 'about:blank' && document.readyState === 'complete'");
    return page;
  }

  // The browser may end before it has answered, and now and then it does not end.
  async stop() {
    const gone = new Promise((resolve) => { this.#child.once('exit', resolve); });
    this.send('Browser.close');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(timer);
  }
}

module.exports = { Browser };
