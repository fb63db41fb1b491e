// Who is writing: telling it of oneself, and showing it of others. Nobody is told by voice, and nothing is kept.

const EVERY_MS = 5_000;
const SHOWN_MS = 8_000;

// Says that I am writing, once in a while.
export class TypingSign {
  #last = -Infinity;

  constructor({ send, now }) {
    Object.assign(this, { send, now });
  }

  typed() {
    if (this.now() - this.#last < EVERY_MS) return;
    this.#last = this.now();
    this.send();
  }
}

// The people who are writing in this topic. `show(ids)` hears of each change, in the order in which they began.
export class Typists {
  #timers = new Map();

  constructor({ show, setTimeout, clearTimeout }) {
    Object.assign(this, { show, setTimeout, clearTimeout });
  }

  take(id) {
    const known = this.#timers.has(id);
    this.clearTimeout(this.#timers.get(id));
    this.#timers.set(id, this.setTimeout(() => this.stopped(id), SHOWN_MS));
    if (!known) this.#tell();
  }

  // Their message is there, or they have been silent.
  stopped(id) {
    this.clearTimeout(this.#timers.get(id));
    if (this.#timers.delete(id)) this.#tell();
  }

  stop() {
    for (const timer of this.#timers.values()) this.clearTimeout(timer);
    this.#timers.clear();
  }

  #tell() {
    this.show([...this.#timers.keys()]);
  }
}

// "Ada is writing", "Ada and Bo are writing", "Several people are writing"; a name that the page does not know makes it "Somebody".
export function typingSentence(ids, nameOf, words) {
  const [name, other] = ids.map((id) => nameOf(id) ?? words("somebody"));
  if (!ids.length) return "";
  if (ids.length === 1) return words("typing-one", { name });
  return ids.length === 2 ? words("typing-two", { name, other }) : words("typing-many");
}
