// Brings a module that is wanted later. A browser may remember, for as long as the page lives, that one did not come: then the same
// file is asked for by another address. An error names it, but in Safari.

const ADDRESS = /https?:\S+?\.js/;
const came = new Map();

// `load` imports a module by its name. After each of `pauses`, in milliseconds, it is tried again by itself; what fails at last throws.
export async function bring(load, { pauses = [], setTimeout, ask = (address) => import(address), now = Date.now } = {}) {
  for (const pause of pauses) {
    try {
      return await once(load, ask, now);
    } catch {
      await new Promise((resolve) => { setTimeout(resolve, pause); });
    }
  }
  return once(load, ask, now);
}

// Brings it when one of these events first comes to a node, and hands it to `begin`. What did not come is tried again at the
// next one.
export function bringAt(node, types, load, begin, signal) {
  let isAsked = false;
  const ask = async () => {
    if (isAsked) return;
    isAsked = true;
    try {
      begin(await bring(load));
    } catch {
      isAsked = false;
    }
  };
  for (const type of types) node.addEventListener(type, ask, { passive: true, signal });
}

async function once(load, ask, now) {
  try {
    return await load();
  } catch (error) {
    const [address] = ADDRESS.exec(error.message) ?? [];
    if (!address) throw error;
    if (!came.has(address)) came.set(address, ask(`${address}?again=${now()}`));
    return came.get(address).catch((gone) => {
      came.delete(address);
      throw gone;
    });
  }
}
