// Runs one child process to its end and collects what it wrote.
'use strict';

const { spawn } = require('node:child_process');

/**
 * @returns {Promise<{status: number | string, stdout: string, stderr: string, milliseconds: number}>} `status` is the exit
 * status, the name of the signal that ended the process, or `timeout`.
 */
function run(command, args, { cwd, env, timeout, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    // A group of its own, so that what a test leaves behind ends with it.
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const endGroup = () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    };
    let timedOut = false;
    const timer = timeout && setTimeout(() => { timedOut = true; endGroup(); }, timeout);

    const streams = { stdout: '', stderr: '' };
    for (const name of Object.keys(streams)) {
      let line = '';
      child[name].setEncoding('utf8').on('data', (text) => {
        streams[name] += text;
        if (!onLine) return;
        const lines = (line + text).split('\n');
        line = lines.pop();
        lines.forEach(onLine);
      });
    }
    child.on('error', (error) => { clearTimeout(timer); reject(error); });
    child.on('exit', endGroup);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ ...streams, status: timedOut ? 'timeout' : signal ?? code, milliseconds: performance.now() - start });
    });
  });
}

/** Calls `work` for every item, `width` at a time. */
async function inParallel(items, width, work) {
  const queue = items.values();
  const lane = async () => { for (const item of queue) await work(item); };
  await Promise.all(Array.from({ length: width }, lane));
}

module.exports = { run, inParallel };
