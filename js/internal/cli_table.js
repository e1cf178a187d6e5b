'use strict';

// The table that console.table draws: columns of text in a frame.

const { getStringWidth } = require('internal/util/inspect');

// The names are those of box drawing; the file stays ASCII.
const kLine = '\u2500';
const kTop = { left: '\u250c\u2500', middle: '\u2500\u252c\u2500', right: '\u2500\u2510\n' };
const kMiddle = { left: '\u251c\u2500', middle: '\u2500\u253c\u2500', right: '\u2500\u2524\n' };
const kBottom = { left: '\u2514\u2500', middle: '\u2500\u2534\u2500', right: '\u2500\u2518' };
const kRow = { left: '\u2502 ', middle: ' \u2502 ', right: ' \u2502\n' };

function drawLine(widths, { left, middle, right }) {
  return left + widths.map((width) => kLine.repeat(width)).join(middle) + right;
}

function drawRow(cells, widths) {
  return kRow.left +
    cells.map((cell, i) => `${cell}${' '.repeat(widths[i] - getStringWidth(cell))}`).join(kRow.middle) + kRow.right;
}

function table(head, columns) {
  const rows = [];
  const widths = head.map((cell) => getStringWidth(cell));
  const height = Math.max(0, ...columns.map((column) => column.length));
  for (let i = 0; i < head.length; i++) {
    for (let j = 0; j < height; j++) {
      rows[j] ??= [];
      const cell = rows[j][i] = Object.hasOwn(columns[i], j) ? columns[i][j] : '';
      widths[i] = Math.max(widths[i], getStringWidth(cell));
    }
  }
  let result = drawLine(widths, kTop) + drawRow(head, widths) + drawLine(widths, kMiddle);
  for (const row of rows) result += drawRow(row, widths);
  return result + drawLine(widths, kBottom);
}

module.exports = table;
