// How news come: by the socket, or, where it does not get through, by asking every few seconds for what came after.

const PATIENCE_MS = 5_000;
const VISIBLE_MS = 3_000;
const HIDDEN_MS = 30_000;

// After so many rounds without an answer. Spread, because a server that is away is away for everybody.
export function pauseAfter(failures, isVisible, random) {
  const pause = isVisible ? Math.min(VISIBLE_MS * 2 ** failures, HIDDEN_MS) : HIDDEN_MS;
  return failures ? pause * (0.5 + random() / 2) : pause;
}

// `state` is "open" when the socket is, else "new". `poll()` resolves to whether the answers came, `least()` is how long to wait
// then at the least. `onState`: "open", "lost", "polling" or "stopped".
export class Line {
  #timer = null;
  #round = 0;
  #failures = 0;
  #polls = false;

  constructor({ state, poll, least = () => 0, onState, isVisible, setTimeout, clearTimeout, random }) {
    Object.assign(this, { poll, least, onState, isVisible, setTimeout, clearTimeout, random });
    this.state = state;
    if (state !== "open") this.#wait();
  }

  // What socket.js says. It goes on trying while this polls.
  socket(state) {
    if (state === "lost") this.#wait();
    else this.#stop();
    if (state !== "lost" || this.state !== "polling") this.#say(state);
  }

  // Somebody looks at the page again, or the network is back.
  hurry() {
    if (!this.#polls || this.#timer === null) return;
    this.#failures = 0;
    this.#plan(0);
  }

  #wait() {
    if (this.#polls || this.#timer !== null) return;
    this.#timer = this.setTimeout(() => {
      this.#polls = true;
      return this.#ask();
    }, PATIENCE_MS);
  }

  #stop() {
    this.clearTimeout(this.#timer);
    this.#timer = null;
    this.#polls = false;
    this.#failures = 0;
    this.#round += 1;
  }

  async #ask() {
    this.#timer = null;
    const round = this.#round;
    const isGood = await this.poll();
    if (round !== this.#round) return; // the socket came first
    this.#failures = isGood ? 0 : this.#failures + 1;
    this.#say(isGood ? "polling" : "lost");
    this.#plan(Math.max(pauseAfter(this.#failures, this.isVisible(), this.random), this.least()));
  }

  #plan(pause) {
    this.clearTimeout(this.#timer);
    this.#timer = this.setTimeout(() => this.#ask(), pause);
  }

  #say(state) {
    if (state === this.state) return;
    this.state = state;
    this.onState(state);
  }
}
