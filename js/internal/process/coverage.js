'use strict';
// NODE_V8_COVERAGE: what of the program ran and how often, written into the directory that the variable names when a thread ends,
// with the source maps of the modules that were loaded.

const { addExitHook } = require('internal/process/execution');
const { setSourceMapsForCoverage, sourceMapsForCoverage } = require('internal/source_map/cache');

let session;

function startCoverage() {
  // Children may have another working directory.
  process.env.NODE_V8_COVERAGE = require('node:path').resolve(process.env.NODE_V8_COVERAGE);
  session = new (require('node:inspector').Session)();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  setSourceMapsForCoverage();
  addExitHook(() => {
    takeCoverage();
    session.disconnect();
    session = undefined;
  });
}

function takeCoverage() {
  session?.post('Profiler.takePreciseCoverage', (error, report) => {
    // It has been stopped.
    if (error) return;
    const directory = process.env.NODE_V8_COVERAGE;
    const name = `coverage-${process.pid}-${Date.now()}-${require('node:worker_threads').threadId}.json`;
    try {
      const fs = require('node:fs');
      fs.mkdirSync(directory, { recursive: true });
      fs.writeFileSync(require('node:path').join(directory, name), JSON.stringify({ ...report, 'source-map-cache': sourceMapsForCoverage() }));
    } catch (problem) {
      process._rawDebug(`Failed to write ${name} into ${directory}: ${problem.message}`);
    }
  });
}

function stopCoverage() {
  session?.post('Profiler.stopPreciseCoverage');
}

module.exports = { startCoverage, stopCoverage, takeCoverage };
