// Tells the server how far somebody has read: when they look at the end of the list, once a second at most.

const EVERY_MS = 1_000;

export class Reader {
  #timer = null;

  constructor({ readN, lastN, isLooking, put, setTimeout }) {
    Object.assign(this, { readN, lastN, isLooking, put, setTimeout });
  }

  // Something has changed that may mean that more has been read.
  look() {
    if (this.#timer !== null || !this.isLooking() || this.lastN() <= this.readN) return;
    this.#timer = this.setTimeout(() => this.#tell(), EVERY_MS);
  }

  async #tell() {
    this.#timer = null;
    if (!this.isLooking()) return;
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
