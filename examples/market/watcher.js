// The watcher: follows one symbol's prices and buys when it has seen enough of them.
import { Request, Subscriber } from 'zeromq';

/** Follows `symbol` for `count` prices. @returns {Promise<{lowest: number, highest: number, gaps: number}>} */
export async function watch(address, symbol, count) {
  const subscriber = new Subscriber({ receiveTimeout: 20_000 });
  subscriber.connect(address);
  subscriber.subscribe(symbol);
  const seen = { lowest: Infinity, highest: -Infinity, gaps: 0 };
  let last;
  for (let i = 0; i < count; i++) {
    const [, sequence, price] = (await subscriber.receive()).map(String);
    seen.lowest = Math.min(seen.lowest, Number(price));
    seen.highest = Math.max(seen.highest, Number(price));
    if (last !== undefined && Number(sequence) !== last + 1) seen.gaps += 1;
    last = Number(sequence);
  }
  subscriber.close();
  return seen;
}

/** Sends orders one after the other; the answers. */
export async function order(address, orders) {
  const request = new Request({ receiveTimeout: 20_000 });
  request.connect(address);
  const answers = [];
  for (const each of orders) {
    await request.send(typeof each === 'string' ? each : JSON.stringify(each));
    const [answer] = await request.receive();
    answers.push(JSON.parse(answer.toString()));
  }
  request.close();
  return answers;
}
