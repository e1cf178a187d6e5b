// A worker of a data: URL: that module is its main one, and no file stands in its arguments.
'use strict';
const { Worker } = require('node:worker_threads');

const code = 'import { workerData } from "node:worker_threads"; console.log(import.meta.main, workerData, process.argv.slice(1)); throw new Error("thrown")';
const worker = new Worker(new URL(`data:text/javascript,${code}`), { workerData: 5, argv: ['x'] });
worker.on('error', (error) => console.log(error.message));
worker.on('exit', (status) => console.log(status));
