// The one line above the composer that says how the connection is: quiet at first, and never in the way.

const QUIET_MS = 3_000;
const CHEER_MS = 3_000;

// `show(name)` puts one of the page's sentences into the strip, or nothing for null.
export class Strip {
  #timer;
  #shown = null;
  #state = "open";

  constructor({ show, isOnline, setTimeout, clearTimeout }) {
    Object.assign(this, { show, isOnline, setTimeout, clearTimeout });
  }

  // `state`: what socket.js says, or "gone" when this topic can't be seen any more.
  take(state) {
    if (this.#state === "gone") return;
    const before = this.#state;
    this.#state = state;
    if (state === "open") this.#opened();
    else if (state === "lost") before === "open" && this.#after(QUIET_MS, () => this.#set(this.isOnline() ? "reconnecting" : "offline"));
    else this.#set(state === "gone" ? "gone" : "refused");
  }

  // The device has noticed that it has, or has no, network.
  network() {
    if (this.#state === "lost" && this.#shown) this.#set(this.isOnline() ? "reconnecting" : "offline");
  }

  #opened() {
    this.clearTimeout(this.#timer);
    if (!this.#shown) return;
    this.#set("caught-up");
    this.#after(CHEER_MS, () => this.#set(null));
  }

  #after(delay, then) {
    this.clearTimeout(this.#timer);
    this.#timer = this.setTimeout(then, delay);
  }

  #set(name) {
    this.#shown = name;
    this.show(name);
  }
}
