// What somebody has chosen for this device, kept in its storage; where that is closed, for as long as the page lives.

const PREFIX = "chatterbox.";
const USUAL = { notices: "ask", sound: "on", announce: "on" };

export class Choices {
  #kept = new Map();

  constructor(storage) {
    this.storage = storage;
  }

  get(name) {
    try {
      return this.storage().getItem(PREFIX + name) ?? this.#kept.get(name) ?? USUAL[name];
    } catch {
      return this.#kept.get(name) ?? USUAL[name];
    }
  }

  set(name, value) {
    this.#kept.set(name, value);
    try {
      this.storage().setItem(PREFIX + name, value);
    } catch {
      // Then it is kept here alone.
    }
  }
}

export const choices = new Choices(() => localStorage);
