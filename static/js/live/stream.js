// The changes of one topic, each applied once and in order, whatever the socket loses, doubles or brings late.

import { delayOf } from "./socket.js";

const MOST_FETCHES = 20;

// A frame says which change it follows. `have` is the last change that this page knows.
export function judge(have, { prev, rev }) {
  if (rev <= have) return "old";
  return prev <= have ? "apply" : "gap";
}

// `changes(after, epoch)` asks the server for what came after a change; `apply(item)` shows one; `reload(part)` fetches the page's
// part again, "new" or "unread": where somebody comes in who has not read all; it answers with its numbers, {have, epoch}.
export class Stream {
  #work = Promise.resolve();
  #failures = 0;
  #lacks = false; // something failed, and nothing was fetched since
  #planned = false;
  #part = null; // of the page, which is to be loaded again and was not yet

  constructor({ have, epoch, changes, apply, reload, setTimeout, random }) {
    Object.assign(this, { have, epoch, changes, apply, reload, setTimeout, random });
  }

  // A message event of the socket.
  take(frame) {
    const { epoch } = this;
    return this.#next(async () => {
      // One that came before numbers began to mean something else says only that there is something.
      const verdict = epoch === this.epoch ? judge(this.have, frame) : "gap";
      if (verdict === "gap") await this.#fetch();
      if (verdict !== "apply") return;
      this.apply({ ...frame.d, n: frame.n, rev: frame.rev, actor_id: frame.actor_id, change: frame.change, html: frame.html, live: true });
      this.have = frame.rev;
    });
  }

  // The socket has sent what was missed; or it was too much, or the numbers are those of another history.
  synced({ to, limited }, epoch) {
    return this.#next(async () => {
      if (limited || epoch !== this.epoch) await this.#reload("unread");
      else if (to > this.have) await this.#fetch();
    });
  }

  // Somewhere it was said that the topic is at `rev` by now.
  heardOf(rev) {
    return this.#next(async () => {
      if (rev > this.have) await this.#fetch();
    });
  }

  // A part was put on the page that the server may have drawn when this page knew of no more than `have`: what came while it
  // was on its way found no message there to change.
  again(have) {
    return this.#next(async () => {
      if (!(have < this.have)) return;
      this.have = have;
      await this.#fetch();
    });
  }

  // Asks what is new, where no frames come. Resolves to whether an answer came; what can't be seen any more throws.
  async poll() {
    const work = this.#work.then(() => this.#fetch());
    this.#work = work.catch(() => {}); // the next round tries again
    try {
      await work;
      return true;
    } catch (error) {
      if (error.status === 404) throw error;
      return false;
    }
  }

  // What is on screen may lack something: the newest page instead.
  startAgain() {
    return this.#next(() => this.#reload("new"));
  }

  // One thing at a time: what arrives while a gap is being filled is judged afterwards. A fetch that fails is tried again.
  #next(job) {
    this.#work = this.#work.then(job).catch((error) => this.#retry(error));
    return this.#work;
  }

  // However much fails meanwhile, one try is planned, later each time. What one may not see has none.
  #retry({ status, retryAfter }) {
    if (status === 403 || status === 404) return;
    this.#lacks = true;
    if (this.#planned) return;
    this.#planned = true;
    this.#failures += 1;
    this.setTimeout(() => {
      this.#planned = false;
      if (this.#part) return this.#next(() => this.#reload(this.#part));
      return this.#lacks ? this.#next(() => this.#fetch()) : null; // else something else has fetched it
    }, (retryAfter ?? 0) * 1000 + delayOf(this.#failures, this.random));
  }

  async #fetch() {
    for (let count = 0; count < MOST_FETCHES; count += 1) {
      let answer;
      try {
        answer = await this.changes(this.have, this.epoch);
      } catch (error) {
        if (error.status !== 410) throw error;
        break;
      }
      for (const item of answer.items) this.apply({ ...item, mine: answer.mine?.[item.id] ?? [], live: true });
      this.have = answer.has_more ? answer.items.at(-1).rev : answer.last_rev;
      this.#answered();
      if (!answer.has_more) return;
    }
    await this.#reload("unread");
  }

  async #reload(part) {
    this.#part = part;
    const { have, epoch } = await this.reload(part);
    this.#part = null;
    this.have = have;
    this.epoch = epoch;
    this.#answered();
  }

  #answered() {
    this.#failures = 0;
    this.#lacks = false;
  }
}
