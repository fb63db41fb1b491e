// Lets the browser draw and listen before what follows: a task of its own for each part of what takes long. Not a timer, which
// waits for a second in a tab that nobody sees.

export function breath() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

// Does `work(part)` with the parts of a list, `count` at a time, until `signal` is aborted.
export async function inTurn(all, count, work, signal) {
  for (let from = 0; from < all.length; from += count) {
    await breath();
    if (signal?.aborted) return;
    work(all.slice(from, from + count));
  }
}
