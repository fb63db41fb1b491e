// Tells the server how far somebody has read: when they look at the end of the list, once a second at most.

const EVERY_MS = 1_000;

export class Reader {
  #timer = null;
  kept = false; // somebody wants it to be unread
  #asks = 0; // what is said here is on its way

  // `onRead` hears that the server knows it of all there is.
  constructor({ readN, lastN, isLooking, put, onRead, setTimeout }) {
    Object.assign(this, { readN, lastN, isLooking, put, onRead, setTimeout });
  }

  // Something has changed that may mean that more has been read.
  look() {
    if (this.kept || this.#timer !== null || !this.isLooking() || this.lastN() <= this.readN) return;
    this.#timer = this.setTimeout(() => this.#tell(), EVERY_MS);
  }

  // Somebody wants what follows message `n` to be unread, so looking at it is not reading it any more, here and now.
  keepUnread(n) {
    this.kept = true;
    this.readN = n;
  }

  // The same, told to the server by `tell()`: what that throws leaves all as it was.
  async mark(n, tell) {
    const [kept, before] = [this.kept, this.readN];
    this.keepUnread(n);
    try {
      await this.#say(tell);
    } catch (error) {
      [this.kept, this.readN] = [kept, before];
      throw error;
    }
  }

  // One of this person's devices or tabs has read up to `n`, or wants what follows it to be unread. What is said here is newer.
  heard(n) {
    if (this.#asks) return;
    if (n < this.readN) this.keepUnread(n);
    else if (n > this.readN) [this.kept, this.readN] = [false, n];
  }

  // Somebody says that they have read all there is.
  all() {
    this.kept = false;
    if (this.lastN() > this.readN) this.#put();
  }

  async #tell() {
    this.#timer = null;
    if (!this.kept && this.isLooking()) await this.#put();
  }

  async #put() {
    const n = this.lastN();
    const before = this.readN;
    this.readN = n;
    try {
      await this.#say(() => this.put(n));
    } catch {
      this.readN = before; // the next look tries again
      return;
    }
    if (n >= this.lastN()) this.onRead();
  }

  async #say(tell) {
    this.#asks += 1;
    try {
      await tell();
    } finally {
      this.#asks -= 1;
    }
  }
}
