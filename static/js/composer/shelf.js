// What this device keeps of one person's words: drafts, and messages on their way. It ends when they sign out.

const ROOT = "words:";
const SIGN_OUT = "/accounts/logout/";

// Null where the browser keeps nothing for us.
export function storageOf(window) {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

// Removes the words of everybody, or of everybody but one person.
export function forgetWords(storage, but = null) {
  const keys = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage.key(index));
  for (const key of keys) if (key.startsWith(ROOT) && !(but && key.startsWith(`${ROOT}${but}:`))) storage.removeItem(key);
}

// Private words must not outlive a sign-out, whichever page it is done on, nor an account.
export function forgetAtSignOut(page, storage) {
  if (page.querySelector("[data-forget-words]")) forgetWords(storage);
  page.addEventListener("submit", ({ target }) => {
    if (new URL(target.action, location.href).pathname === SIGN_OUT) forgetWords(storage);
  });
}

// Things by key, each in a place of its own, so that two tabs never write over each other. What the browser has no room
// for lives as long as the page.
export class Shelf {
  #memory = new Map();
  #closed = false;

  constructor({ storage, me }) {
    this.storage = storage;
    this.root = `${ROOT}${me}:`;
    forgetWords(storage, me);
  }

  set(key, thing) {
    if (this.#closed) return;
    try {
      this.storage.setItem(this.root + key, JSON.stringify(thing));
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, thing);
    }
  }

  get(key) {
    return this.#memory.get(key) ?? parsed(this.storage?.getItem(this.root + key));
  }

  remove(key) {
    this.#memory.delete(key);
    this.storage?.removeItem(this.root + key);
  }

  // In order, as strings go.
  keys(start) {
    const all = Array.from({ length: this.storage?.length ?? 0 }, (_, index) => this.storage.key(index));
    const stored = all.filter((key) => key.startsWith(this.root)).map((key) => key.slice(this.root.length));
    return [...new Set([...stored, ...this.#memory.keys()])].filter((key) => key.startsWith(start)).sort();
  }

  // What another tab did: {key, before, after}, or null when it is not about words of this person.
  heard({ key, oldValue, newValue }) {
    if (!key?.startsWith(this.root)) return null;
    return { key: key.slice(this.root.length), before: parsed(oldValue), after: parsed(newValue) };
  }

  // Signed out: all words of this person go, and none come any more.
  close() {
    this.#closed = true;
    for (const key of this.keys("")) this.remove(key);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null; // somebody else's hand
  }
}
