// process.report: what a report holds, where it is written, and what its settings take.
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

process.chdir(fs.mkdtempSync(path.join(os.tmpdir(), 'report-')));
const { report } = process;
console.log(Object.keys(report), JSON.stringify(report));

// The shape of a value: names and types, of lists the first element.
function shape(value) {
  if (Array.isArray(value)) return value.length > 0 ? [shape(value[0])] : [];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)]));
}
process.env.REPORT_TEST = 'here';
const error = new TypeError('mine');
error.text = 'property';
error.number = 5;
const full = report.getReport(error);
console.log(full.environmentVariables.REPORT_TEST, full.sharedObjects.length > 3, full.nativeStack.length > 0, full.libuv.at(-1).type);
console.log(full.javascriptStack.message, full.javascriptStack.stack[0].startsWith('at Object.<anonymous>'), full.javascriptStack.errorProperties);
const { header } = full;
console.log(header.event, header.trigger, header.filename, header.processId === process.pid, header.cwd === process.cwd(), header.threadId,
            header.commandLine.length, header.nodejsVersion === process.version, header.reportVersion);
console.log(/^0x[0-9a-f]{16}$/.test(full.nativeStack[0].pc), / \[.*\]$/.test(full.nativeStack[0].symbol));
for (const name of ['environmentVariables', 'libuv', 'sharedObjects']) delete full[name];
for (const name of ['componentVersions', 'networkInterfaces', 'cpus']) delete full.header[name];
full.javascriptHeap.heapSpaces = shape(full.javascriptHeap.heapSpaces.old_space);
console.log(JSON.stringify(shape(full), null, 1));
console.log(report.getReport().javascriptStack.message, report.getReport().javascriptStack.errorProperties);

report.excludeEnv = true;
report.excludeNetwork = true;
console.log(report.getReport().environmentVariables, report.getReport().header.networkInterfaces);

console.log(report.writeReport('a.json'), JSON.parse(fs.readFileSync('a.json')).header.filename);
console.log(/^report\.\d{8}\.\d{6}\.\d+\.0\.001\.json$/.test(report.writeReport()));
fs.mkdirSync('folder');
report.directory = 'folder';
report.filename = 'b.json';
report.compact = true;
console.log(report.writeReport(new Error('given')), fs.readFileSync('folder/b.json', 'utf8').split('\n').length,
            JSON.parse(fs.readFileSync('folder/b.json')).javascriptStack.message);
console.log(JSON.stringify(report.writeReport(path.resolve('none', 'x.json'))));
for (const action of [
  () => report.writeReport(5), () => report.writeReport('c.json', 5), () => report.getReport(5), () => report.writeReport(null),
  () => { report.signal = 'x'; }, () => { report.signal = 'sigusr1'; }, () => { report.directory = 5; }, () => { report.filename = null; },
  () => { report.compact = 5; }, () => { report.excludeNetwork = 1; }, () => { report.excludeEnv = 1; },
  () => { report.reportOnFatalError = 'x'; }, () => { report.reportOnSignal = 0; }, () => { report.reportOnUncaughtException = 1; },
]) {
  try {
    console.log(action());
  } catch (problem) {
    console.log(problem.name, problem.code, problem.message);
  }
}
report.reportOnFatalError = true;
report.reportOnFatalError = false;
const made = process.cwd();
process.chdir('..');
fs.rmSync(made, { recursive: true });
