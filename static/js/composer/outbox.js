// Messages on their way: kept on the device before they are posted, posted in order, one at a time in each topic, and
// again with the same client_id until the server has said yes or no.

import { Refused } from "../base/http.js";

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
const MOST = 100;
const DAY_MS = 24 * 3600 * 1000;
const STALE_MS = 3 * DAY_MS; // to be sent after so long would surprise people
const KEPT_MS = 30 * DAY_MS;
const MOST_FAULTS = 5;

// Names a message for ever, so that sending it twice makes one. Not randomUUID: that is missing where there is no https.
export function newClientId(crypto) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// What a failure means: "refused" for good, "wait" because the server says so, or "again" when the line is back.
export function judge(error, failures) {
  if (error instanceof Refused) {
    if (error.status === 429 && error.retryAfter !== null) return "wait";
    return [401, 408, 425, 429].includes(error.status) ? "again" : "refused";
  }
  if (error.status === 500) return failures < MOST_FAULTS ? "again" : "refused"; // this message, rather than the line
  return error.retryAfter ? "wait" : "again";
}

export function delayOf(failures, random) {
  const most = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
  return most * (0.5 + random() / 2);
}

// An entry: {id, topic, text, reply, at, state: "waiting" or "refused", why, until}. `post(entry)` answers with the message.
export class Outbox {
  #busy = new Map(); // topic -> whether it is to be looked at once more
  #timers = new Map();
  #failures = new Map();
  #listeners = new Set();

  constructor({ shelf, locks, me, post, tooOld, crypto, now, random, setTimeout, clearTimeout }) {
    Object.assign(this, { shelf, locks, me, post, tooOld, crypto, now, random, setTimeout, clearTimeout });
  }

  // What an earlier page left behind goes on its way.
  start() {
    for (const entry of this.#all("")) {
      const age = this.now() - entry.at;
      if (age > KEPT_MS) this.shelf.remove(keyOf(entry));
      else if (age > STALE_MS && entry.state === "waiting") this.#put(entry, { state: "refused", why: this.tooOld, until: 0 });
    }
    this.hurry();
  }

  // Null when too much waits already.
  add({ topic, text, reply = null }) {
    if (this.#all("").length >= MOST) return null;
    const last = this.of(topic).at(-1)?.at ?? 0;
    const at = Math.max(this.now(), last + 1); // the order, also when the clock goes back
    const entry = { id: newClientId(this.crypto), topic, text, reply, at, state: "waiting", why: "", until: 0 };
    this.shelf.set(keyOf(entry), entry);
    this.#tell("added", entry);
    this.#drain(topic);
    return entry;
  }

  of(topic) {
    return this.#all(`${topic}:`);
  }

  // The topics in which something was refused.
  refused() {
    return new Set(this.#all("").filter(({ state }) => state === "refused").map(({ topic }) => topic));
  }

  retry(entry) {
    this.#put(entry, { state: "waiting", why: "", until: 0 });
    this.#drain(entry.topic);
  }

  discard(entry) {
    this.shelf.remove(keyOf(entry));
    this.#tell("gone", entry);
  }

  // The line may be back.
  hurry() {
    for (const timer of this.#timers.values()) this.clearTimeout(timer);
    this.#timers.clear();
    for (const topic of new Set(this.#all("").map((entry) => entry.topic))) this.#drain(topic);
  }

  // Another tab of this person has written or removed something. Should that tab close, this one goes on.
  heard(event) {
    const news = this.shelf.heard(event);
    if (!news?.key.startsWith("out:")) return;
    if (news.after) {
      this.#tell(news.after.state, news.after);
      this.#drain(news.after.topic);
    } else if (news.before && (news.before.state === "refused" || news.before.until)) this.#tell("gone", news.before);
  }

  // `listener(what, entry, message)`; what: "added" here, "waiting", "sent", "refused" or "gone".
  listen(listener, signal) {
    this.#listeners.add(listener);
    signal?.addEventListener("abort", () => this.#listeners.delete(listener));
  }

  #all(start) {
    return this.shelf.keys(`out:${start}`).map((key) => this.shelf.get(key)).filter(Boolean);
  }

  #tell(what, entry, message) {
    for (const listener of this.#listeners) listener(what, entry, message);
  }

  async #drain(topic) {
    if (this.#busy.has(topic)) {
      this.#busy.set(topic, true);
      return;
    }
    this.#busy.set(topic, false);
    try {
      await this.#alone(topic, () => this.#sendAll(topic));
    } finally {
      const again = this.#busy.get(topic);
      this.#busy.delete(topic);
      if (again) this.#drain(topic);
    }
  }

  #alone(topic, job) {
    return this.locks ? this.locks.request(`outbox-${this.me}-${topic}`, job) : job();
  }

  async #sendAll(topic) {
    for (;;) {
      const entry = this.of(topic).find((each) => each.state === "waiting");
      if (!entry) return;
      const left = entry.until - this.now();
      const wait = left > 0 ? left : await this.#try(entry.until ? this.#put(entry, { until: 0, why: "" }) : entry);
      if (wait === null) continue;
      this.clearTimeout(this.#timers.get(topic));
      this.#timers.set(topic, this.setTimeout(() => this.#drain(topic), wait));
      return;
    }
  }

  // Null when this entry is settled, else how long to wait.
  async #try(entry) {
    try {
      const message = await this.post(entry);
      this.#failures.delete(entry.topic);
      this.shelf.remove(keyOf(entry));
      this.#tell("sent", entry, message);
      return null;
    } catch (error) {
      return this.#failed(entry, error);
    }
  }

  #failed(entry, error) {
    const failures = (this.#failures.get(entry.topic) ?? 0) + 1;
    this.#failures.set(entry.topic, failures);
    const verdict = judge(error, failures);
    if (verdict === "again") return delayOf(failures, this.random);
    this.#failures.delete(entry.topic);
    if (!this.shelf.get(keyOf(entry))) return null; // taken back meanwhile
    if (verdict === "refused") {
      this.#put(entry, { state: "refused", why: error.message, until: 0 });
      return null;
    }
    const wait = error.retryAfter * 1000 + FIRST_DELAY_MS * this.random(); // others wait for the same moment
    this.#put(entry, { until: this.now() + wait, why: error instanceof Refused ? error.message : "" });
    return wait;
  }

  #put(entry, changes) {
    const changed = { ...entry, ...changes };
    this.shelf.set(keyOf(entry), changed);
    this.#tell(changed.state, changed);
    return changed;
  }
}

function keyOf({ topic, at, id }) {
  return `out:${topic}:${String(at).padStart(15, "0")}:${id}`;
}
