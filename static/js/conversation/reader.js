// Tells the server how far somebody has read: when they look at the end of the list, once a second at most.

const EVERY_MS = 1_000;

export class Reader {
  #timer = null;
  #kept = false;

  constructor({ readN, lastN, isLooking, put, setTimeout }) {
    Object.assign(this, { readN, lastN, isLooking, put, setTimeout });
  }

  // Something has changed that may mean that more has been read.
  look() {
    if (this.#kept || this.#timer !== null || !this.isLooking() || this.lastN() <= this.readN) return;
    this.#timer = this.setTimeout(() => this.#tell(), EVERY_MS);
  }

  // Somebody wants what follows message `n` to be unread, so looking at it is not reading it any more, here and now.
  keepUnread(n) {
    this.#kept = true;
    this.readN = n;
  }

  // Somebody says that they have read all there is.
  all() {
    this.#kept = false;
    if (this.lastN() > this.readN) this.#put();
  }

  async #tell() {
    this.#timer = null;
    if (!this.#kept && this.isLooking()) await this.#put();
  }

  async #put() {
    const n = this.lastN();
    const before = this.readN;
    this.readN = n;
    try {
      await this.put(n);
    } catch {
      this.readN = before; // the next look tries again
    }
  }
}
