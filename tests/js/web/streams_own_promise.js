// Streams work with the built-in promises, whatever a program has put in the place of Promise before it first used a stream.
'use strict';
// What libraries that follow calls through time replace it with: no native promise.
class Other {
  static resolve() {
    return new Other();
  }
  static reject() {
    return new Other();
  }
  then() {
    throw new Error('asked of the wrong promise');
  }
}
globalThis.Promise = Other;

(async () => {
  const readable = new ReadableStream({
    start: () => 1,
    pull(controller) {
      controller.enqueue(1);
      controller.close();
      return 2;
    },
  });
  const upper = new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk + 1);
      return 3;
    },
  });
  for await (const chunk of readable.pipeThrough(upper)) console.log(chunk);

  const writer = new WritableStream({ write: () => 4, close: () => 5 }).getWriter();
  await writer.write('x');
  await writer.close();
  const [first, second] = new ReadableStream({ cancel: () => 6 }).tee();
  first.cancel();
  console.log(await second.cancel());
})().catch((error) => console.log(error.name, error.message));
