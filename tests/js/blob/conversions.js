// The parts of a Blob are converted before its options are read, its iterator is asked for once; a closed BroadcastChannel tells nothing
// more, not even what had arrived; a decoder's stream takes no undefined for the end.
'use strict';
const log = [];
const options = { get type() { log.push('type'); return ''; }, get endings() { log.push('endings'); return 'native'; } };
const text = (name, value) => ({ toString() { log.push(name); return value; } });
const parts = {
  get [Symbol.iterator]() { log.push('iterator'); return [][Symbol.iterator]; },
  get length() { log.push('length'); return 2; },
  get 0() { log.push('get 0'); return text('0', 'a\r\nb'); },
  get 1() { log.push('get 1'); return text('1', 'c\rd'); },
};

async function main() {
  const blob = new Blob(parts, options);
  console.log(log.join(' '), JSON.stringify(await blob.text()));
  console.log(JSON.stringify(await new Blob(['a\r\nb', new Blob(['c\r\nd']), new Uint8Array([13, 10])], { endings: 'native' }).text()));
  for (const sources of [5, 'text', {}, { [Symbol.iterator]: 5 }, null]) {
    try { new Blob(sources); } catch (error) { console.log(error.code, error.message); }
  }
  try { new Blob([{ toString() { throw new Error('of a part'); } }], { endings: 'nonsense' }); } catch (error) { console.log(error.message); }

  for (const chunk of [undefined, null, 5]) {
    const { readable, writable } = new TextDecoderStream();
    readable.getReader().read().catch(() => {});
    const writer = writable.getWriter();
    writer.closed.catch(() => {});
    await writer.write(chunk).catch((error) => console.log(error.code, error.message));
  }

  const [sender, closed, open] = [0, 0, 0].map(() => new BroadcastChannel('conversions'));
  closed.onmessage = ({ data }) => { console.log('closed', data); closed.close(); };
  open.onmessage = ({ data }) => {
    console.log('open', data);
    if (data === 'last') for (const channel of [sender, open]) channel.close();
  };
  sender.postMessage('first');
  sender.postMessage('last');
}
main();
