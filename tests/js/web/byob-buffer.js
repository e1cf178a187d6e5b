// A Buffer that a BYOB reader brings comes back as a Buffer, without the warning of `new Buffer()`.
'use strict';
process.on('warning', (warning) => console.log(warning.code));
class Mine extends Uint16Array {}
(async () => {
  for (const view of [Buffer.alloc(4), new Mine(2), new Float32Array(1), new DataView(new ArrayBuffer(4))]) {
    const stream = new ReadableStream({ type: 'bytes', pull: (controller) => controller.byobRequest.respond(4) });
    const { value } = await stream.getReader({ mode: 'byob' }).read(view);
    console.log(value.constructor.name, Buffer.isBuffer(value), value);
  }
  const ended = new ReadableStream({ type: 'bytes', pull(controller) { controller.close(); controller.byobRequest.respond(0); } });
  console.log(await ended.getReader({ mode: 'byob' }).read(Buffer.alloc(3)));
})();
