// Times the steps and prints the table.
'use strict';

class Report {
  #rows = [];
  #start = performance.now();

  /** Runs a step, which returns `{ value, summary }`; remembers the summary and the time, and returns the value. */
  async step(addon, what, run) {
    const start = performance.now();
    const { value, summary } = await run();
    this.#rows.push([addon, what, summary, milliseconds(performance.now() - start)]);
    return value;
  }

  print(folder) {
    const header = ['addon', 'step', 'result', 'time'];
    const total = ['total', '', '', milliseconds(performance.now() - this.#start)];
    const lines = [header, ...this.#rows, total];
    const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
    const format = (line) => line.map((cell, column) => (column === 3 ? cell.padStart(widths[3]) : cell.padEnd(widths[column]))).join('  ');
    const rule = widths.map((width) => '-'.repeat(width)).join('  ');

    console.log(`media library on ${runtimeName()}\n`);
    console.log([format(header), rule, ...this.#rows.map(format), rule, format(total)].join('\n'));
    console.log(`\nall results checked${folder ? `; written to ${folder}` : ''}`);
  }
}

const milliseconds = (time) => `${time.toFixed(1)} ms`;

function runtimeName() {
  const { anode, node } = process.versions;
  return anode ? `anode ${anode} (as Node ${node})` : `Node ${node}`;
}

module.exports = { Report };
