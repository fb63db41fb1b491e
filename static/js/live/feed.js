// Feeds the numbers of unread.js: all of them once, then what the socket says of every topic, and again what may have been missed.

import { delayOf } from "./socket.js";

const MOST_WATCHED = 1_000;
const SPREAD_MS = 1_000;

const GONE = new Set(["topic_deleted", "topic_archived", "topic_removed"]);
const COME = new Set(["topic_created", "topic_restored", "topic_added"]);

// `send` gives the socket a frame; `met(user)` hears who the server takes us for; `moved(part)` says that a part of the page is old (see party.js), `unheard(party)` that
// something in a party has changed of which no frame told.
export class Feed {
  #revs = new Map();
  #asked = new Map();
  #timer = null;
  #asks = false;
  #again = false;
  #failures = 0;
  #loaded = false;
  #isNew = false;
  #epoch = null;

  constructor({ unread, http, send, met, moved, unheard, setTimeout, clearTimeout, random }) {
    Object.assign(this, { unread, http, send, met, moved, unheard, setTimeout, clearTimeout, random });
  }

  // What the page was drawn from, until more is known.
  know(party, revs) {
    if (!this.#loaded && !this.#revs.has(party)) this.#revs.set(party, revs);
  }

  get watched() {
    return this.unread.ids.slice(0, MOST_WATCHED);
  }

  // One topic again, in a moment: many hear of the same change at once, and one of them may hear of many.
  ask(topic) {
    if (this.#asked.has(topic)) return;
    const go = async () => {
      this.#asked.delete(topic);
      this.unread.begin(topic);
      try {
        this.unread.answered((await this.http.send("GET", `/api/v1/topics/${topic}`)).topic);
      } catch (error) {
        if (error.status === 404) this.unread.forget(topic);
        else this.#retry(error);
      }
    };
    this.#asked.set(topic, this.setTimeout(go, SPREAD_MS * this.random()));
  }

  // All numbers again, within `spread` ms. Asked for while one is on its way, once more after it.
  resync(spread = SPREAD_MS) {
    this.#plan(spread * this.random());
  }

  // Later each time, and not before the server wants it.
  #retry({ retryAfter }) {
    this.#plan((retryAfter ?? 0) * 1000 + delayOf(this.#failures + 1, this.random));
  }

  #plan(delay) {
    if (this.#asks) this.#again = true;
    else this.#timer ??= this.setTimeout(() => this.#sync(), delay);
  }

  async #sync() {
    this.#timer = null;
    this.#asks = true;
    const error = await this.#ask();
    this.#asks = false;
    if (error) this.#retry(error);
    else if (this.#again) this.resync();
    this.#again = false;
  }

  // Resolves to whether an answer came. `waits`: for how many milliseconds the server does not want to be asked.
  async poll() {
    const error = await this.#ask();
    this.waits = (error?.retryAfter ?? 0) * 1000;
    return !error;
  }

  // Resolves to what went wrong, or null.
  async #ask() {
    this.unread.begin();
    try {
      const { me, parties, epoch } = await this.http.send("GET", "/api/v1/sync");
      this.met(me.id);
      this.#historyIs(epoch);
      this.#load(parties);
    } catch (error) {
      this.#failures += 1;
      return error;
    }
    this.#failures = 0;
    return null;
  }

  // After a backup was restored numbers are lower than those that are known, and mean other things.
  #historyIs(epoch) {
    if (this.#epoch !== null && epoch !== this.#epoch) {
      this.#revs.clear();
      this.unread.restart();
    }
    this.#epoch = epoch;
  }

  #load(parties) {
    const before = new Set(this.unread.ids);
    const revs = new Map(parties.map(({ id, rev, my_rev: mine }) => [id, [rev, mine]]));
    if (this.#revs.size) this.#compare(parties);
    this.#revs = revs;
    this.#loaded = true;
    this.unread.load(parties.flatMap(({ topics }) => topics));
    const fresh = this.watched.filter((id) => !before.has(id));
    if (!fresh.length) return;
    this.send({ op: "sub", watch: fresh });
    this.send({ op: "ping", c: 0 }); // its pong tells what has come between the answer and the watching
  }

  // What of the structure has changed without my hearing of it.
  #compare(parties) {
    if (parties.map(({ id }) => id).join() !== [...this.#revs.keys()].join()) this.moved("parties-moved");
    for (const { id, rev, my_rev: mine, topics } of parties) {
      const [knownRev, knownMine] = this.#revs.get(id) ?? [rev, mine];
      if (rev > knownRev) this.moved("members-moved");
      if (rev > knownRev || mine > knownMine) this.moved("party-moved");
      // Reading moves my own number as well; what of a topic does is told by it only of private ones.
      if (rev > knownRev || (mine > knownMine && topics.some((topic) => topic.private))) this.unheard(id);
    }
  }

  take(frame) {
    if (frame.op === "hello") {
      this.met(frame.user_id);
      this.#historyIs(frame.epoch);
      this.#isNew = true;
    } else if (frame.op === "synced") this.#synced();
    else if (frame.op === "pong") this.#heads(frame.heads);
    else if (frame.op === "gone") this.#gone(frame);
    else if (frame.op !== "event") return;
    else if (frame.t === "head") this.unread.message(frame);
    else if (frame.t === "message") this.unread.message({ ...frame.d, ...frame });
    else if (frame.t === "bulk") this.unread.head(frame.topic, frame.rev);
    else if (frame.t === "party" || frame.t === "me") this.#structure(frame);
  }

  // The first `sub` of a connection is answered: what happened without one is not known.
  #synced() {
    if (!this.#isNew) return;
    this.#isNew = false;
    this.clearTimeout(this.#timer); // what was put off because nobody answered
    this.#timer = null;
    this.resync(this.#loaded ? SPREAD_MS : 0);
  }

  #heads({ topics, parties }) {
    for (const [id, rev] of Object.entries(topics)) this.unread.head(id, rev);
    for (const [id, [rev, mine]] of Object.entries(parties)) {
      const [knownRev, knownMine] = this.#revs.get(id) ?? [rev, mine];
      if (rev > knownRev || mine > knownMine) this.resync();
    }
  }

  #gone({ topic, party }) {
    if (topic) this.unread.forget(topic);
    else this.unread.forgetParty(party);
  }

  #structure({ t, party, rev, d }) {
    this.#follow(party, t === "me" ? 1 : 0, rev);
    const id = d.topic?.id ?? d.topic;
    if (d.change === "read") this.unread.read(d.topic, d.read_n);
    else if (d.change === "level") this.unread.level(d.topic, d.level);
    else if (GONE.has(d.change)) this.unread.forget(id);
    else if (COME.has(d.change)) this.#come(d.topic);
    else if (d.change === "removed" || d.change === "party_deleted") this.unread.forgetParty(party);
    else if (d.change === "joined") this.resync();
  }

  #come(shape) {
    this.unread.adopt(shape);
    this.send({ op: "sub", watch: [shape.id] });
    this.ask(shape.id);
  }

  // Each rev is one more than the last, else something is missing.
  #follow(party, place, rev) {
    const known = this.#revs.get(party);
    if (!known) return;
    if (rev > known[place] + 1) this.resync();
    else known[place] = Math.max(known[place], rev);
  }
}
