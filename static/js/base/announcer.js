// Says new messages of others to screen readers, politely: one by one when they are few, as a number when they are many.

const BATCH_MS = 3_000;
const LONGEST = 200;

export class Announcer {
  #waiting = [];
  #timer = null;

  constructor({ say, words, isSilent, setTimeout }) {
    Object.assign(this, { say, words, isSilent, setTimeout });
  }

  message(name, text) {
    if (this.isSilent()) return;
    this.#waiting.push({ name, text: text.trim().slice(0, LONGEST) });
    if (this.#timer === null) this.#timer = this.setTimeout(() => this.#flush(), BATCH_MS);
  }

  #flush() {
    const [first, ...others] = this.#waiting;
    const count = this.#waiting.length;
    this.#timer = null;
    this.#waiting = [];
    this.say(others.length ? this.words("new-messages", { count }) : this.words("says", first));
  }
}
