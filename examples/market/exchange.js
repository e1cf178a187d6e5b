// The exchange: publishes prices on ADDRESS and takes orders on the second one.
//
//   exchange.js PRICES ORDERS       two addresses that zeromq knows: ipc:///tmp/prices, tcp://127.0.0.1:5555
//
// A price is three frames: symbol, sequence number, price. An order is JSON {symbol, quantity} and is answered by JSON
// {cost} or {error}. The order `stop` ends the exchange.
import { Publisher, Reply } from 'zeromq';

const SYMBOLS = { TULIP: 100, PEPPER: 40, SILK: 250 };

const [pricesAddress, ordersAddress] = process.argv.slice(2);
const prices = new Publisher({ sendHighWaterMark: 10_000 });
const orders = new Reply();
await prices.bind(pricesAddress);
await orders.bind(ordersAddress);
console.log('open');

const current = { ...SYMBOLS };
let sequence = 0;
let open = true;

// Prices move the same way every day.
async function trade() {
  while (open) {
    for (const symbol of Object.keys(current)) {
      current[symbol] = SYMBOLS[symbol] + sequence % 7;
      await prices.send([symbol, String(sequence), String(current[symbol])]);
    }
    sequence += 1;
    await new Promise((resolve) => { setTimeout(resolve, 2); });
  }
}

function answer(text) {
  if (text === 'stop') {
    open = false;
    return { closed: true };
  }
  const { symbol, quantity } = JSON.parse(text);
  if (!(symbol in SYMBOLS)) return { error: `nobody trades ${symbol}` };
  return { cost: SYMBOLS[symbol] * quantity };
}

async function takeOrders() {
  for await (const [message] of orders) {
    let reply;
    try {
      reply = answer(message.toString());
    } catch (error) {
      reply = { error: error.name };
    }
    await orders.send(JSON.stringify(reply));
    if (!open) return;
  }
}

await Promise.all([trade(), takeOrders()]);
prices.close();
orders.close();
console.log('closed');
