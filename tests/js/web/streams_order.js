// The order in which web streams do things where it can be told: what a source enqueues is written after it went on; an error of the
// source meets a destination that fails at that moment; next() and return() that do not wait for each other; cancel() and an error of
// a transformer; and no promise of theirs goes through a patched then().
'use strict';
const told = [];
const tell = (...values) => told.push(values.map((value) => value?.message ?? String(value)).join(' '));
const outcome = (name, promise) => promise.then((value) => tell(name, 'fulfilled', JSON.stringify(value)), (error) => tell(name, 'rejected', error));
process.on('unhandledRejection', (error) => tell('unhandled', error));
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

async function main() {
  let controller;
  const source = new ReadableStream({ start(c) { controller = c; } }, { highWaterMark: 0 });
  outcome('pipe', source.pipeTo(new WritableStream({ write(chunk) { tell('write', chunk); } })));
  await Promise.resolve();
  controller.enqueue('chunk');
  controller.close();
  tell('enqueued');
  await settle();

  const failing = () => new ReadableStream({ start(c) { c.error(new Error('source')); } });
  outcome('erroring', failing().pipeTo(new WritableStream({ start(c) { c.error(new Error('destination')); } })));
  const closing = new WritableStream({ abort(reason) { tell('abort', reason); }, close() { tell('close'); } });
  const writer = closing.getWriter();
  writer.close().catch(() => {});
  writer.releaseLock();
  outcome('closing', failing().pipeTo(closing));
  await settle();

  const chunks = () => new ReadableStream({
    pull(c) { this.count = (this.count ?? 0) + 1; tell('pull', this.count); c.enqueue(this.count); },
    cancel(reason) { tell('cancel', reason); },
  });
  let iterator = chunks().values();
  outcome('next', iterator.next());
  outcome('return', iterator.return('a'));
  await settle();
  iterator = chunks().values();
  outcome('return', iterator.return('b'));
  outcome('next', iterator.next());
  outcome('return', iterator.return('c'));
  await settle();
  iterator = chunks().values();
  tell(JSON.stringify(await iterator.next()), JSON.stringify(await iterator.return('d')));
  const stream = chunks();
  iterator = stream.values();
  await settle();
  await iterator.next();
  iterator.return();
  tell('locked', stream.locked);

  for (const cancel of [undefined, async () => controller.error(new Error('of cancel'))]) {
    const transform = new TransformStream({ start(c) { controller = c; }, cancel });
    outcome('cancel', transform.readable.cancel(new Error('reason')));
    if (cancel === undefined) controller.error(new Error('of the controller'));
    else outcome('close', transform.writable.close());
    await settle();
    outcome('closed', transform.writable.getWriter().closed);
    await settle();
  }
  const terminated = new TransformStream({ start(c) { controller = c; } });
  outcome('cancel', terminated.readable.cancel(new Error('reason')));
  controller.terminate();
  await settle();

  const { then } = Promise.prototype;
  Promise.prototype.then = () => { throw new Error('patched'); };
  try {
    new ReadableStream().tee();
    new ReadableStream().pipeTo(new WritableStream());
    new ReadableStream({ type: 'bytes' }).tee();
  } catch (error) {
    tell(error);
  }
  Promise.prototype.then = then;
  console.log(told.join('\n'));
}
main();
