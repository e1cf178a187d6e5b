// differs-from-node: Node posts a Blob, a KeyObject or an error of the web ("Message could not be posted.") only if there is one other member; the web's channel has no such limit
// Objects that are taken apart by JavaScript arrive at every member.
'use strict';

const channels = Array.from({ length: 3 }, () => new BroadcastChannel('objects'));
for (const channel of channels.slice(1)) {
  channel.onmessage = async ({ data }) => {
    console.log(await data.blob.text(), data.error.name, data.blob instanceof Blob);
    channel.close();
  };
}
channels[0].postMessage({ blob: new Blob(['text']), error: new DOMException('message', 'DataError') });
channels[0].close();
