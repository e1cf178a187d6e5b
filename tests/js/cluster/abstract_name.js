// Workers listen on a name of Linux's abstract namespace, which is no path: it reached the primary as one below the worker's folder and
// could not be bound. With each scheduling policy.
'use strict';
const cluster = require('node:cluster');
const net = require('node:net');
const { once } = require('node:events');

const name = (policy) => `\0anode-cluster-${cluster.isPrimary ? process.pid : process.ppid}-${policy}`;

async function main() {
  for (const policy of [cluster.SCHED_RR, cluster.SCHED_NONE]) {
    cluster.schedulingPolicy = policy;
    const workers = [cluster.fork({ POLICY: policy }), cluster.fork({ POLICY: policy })];
    await Promise.all(workers.map((worker) => once(worker, 'listening')));
    const client = net.connect(name(policy));
    const [data] = await once(client, 'data');
    console.log(policy, data.toString());
    client.destroy();
    for (const worker of workers) worker.disconnect();
    console.log((await Promise.all(workers.map((worker) => once(worker, 'exit')))).join(' '));
  }
}

if (cluster.isPrimary) main();
else net.createServer((socket) => socket.end('a worker')).listen(name(process.env.POLICY));
