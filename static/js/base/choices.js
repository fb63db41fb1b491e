// What somebody has chosen for this device, kept in its storage; where that is closed, for as long as the page lives. What the
// server draws by is kept in cookies, so that the next page is right from its first byte.

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

const YEAR_S = 365 * 24 * 3600;

// The cookie for a choice; "" forgets it.
export function cookieFor(name, choice, secure) {
  const age = choice ? YEAR_S : 0;
  return `${name}=${choice}; path=/; max-age=${age}; samesite=lax${secure ? "; secure" : ""}`;
}

export function tellServer(page, name, choice) {
  page.cookie = cookieFor(name, choice, location.protocol === "https:");
}
