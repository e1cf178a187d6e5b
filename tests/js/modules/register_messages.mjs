// What a program tells its hooks over a port of their own is there when they are asked for the import that follows (esmock, quibble).
import { register } from 'node:module';
import { MessageChannel } from 'node:worker_threads';

process.removeAllListeners('warning');
const hooks = `
  let heard = 0;
  export function initialize({ port }) {
    port.on('message', (number) => { heard = number; });
  }
  export async function resolve(specifier, context, nextResolve) {
    if (!specifier.startsWith('asked:')) return nextResolve(specifier, context);
    const source = 'export default ' + (heard - specifier.slice(6)) + ';//' + specifier;
    return { url: 'data:text/javascript,' + source, shortCircuit: true };
  }
`;
const { port1, port2 } = new MessageChannel();
port1.unref();
register(`data:text/javascript,${encodeURIComponent(hooks)}`, { data: { port: port2 }, transferList: [port2] });
// On Node one comes too late now and then.
await import('asked:0');
let late = 0;
for (let number = 1; number <= 100; number++) {
  port1.postMessage(number);
  const { default: distance } = await import(`asked:${number}`);
  if (distance !== 0) late++;
}
console.log('often late:', late > 5);
