// What I have not read, as numbers: of each topic, of each party, of all. Knows nothing of pages or requests.

const CAP = 100; // counting stops there, as the server's does
// Changes of a message that move no number.
const QUIET = new Set(["reacted", "unreacted", "pinned", "unpinned"]);

const NOTHING = Object.freeze({ unread: 0, mentions: 0 });

// What of a topic counts beyond its own line in the list: its level says so.
export function loud({ level, unread, mentions }) {
  if (level === "none") return NOTHING;
  return level === "mentions" ? { unread: mentions, mentions } : { unread, mentions };
}

export function capped(count) {
  return count < CAP ? String(count) : `${CAP - 1}+`;
}

function add(sums, { unread, mentions }) {
  sums.unread += unread;
  sums.mentions += mentions;
}

// `reading()` is the topic whose newest message I look at, or null: it has nothing unread, whatever is still on its way to the server.
// `ask(topic)` has `answered` called with what the server counts. `changed` hears of every change, `noticed` of {topic, n, mention}:
// a message that I don't look at.
export class Unread {
  #topics = new Map();
  #given = new Map();
  #touched = new Set();
  #complete = false;

  constructor({ me, reading, ask, changed, noticed }) {
    Object.assign(this, { me, reading, ask, changed, noticed });
  }

  // What the page says before all is known: a topic as the API shapes it, or the sums of a party.
  adopt(shape) {
    if (!this.#topics.has(shape.id)) this.#topics.set(shape.id, topicOf(shape));
  }

  give(party, sums) {
    this.#given.set(party, sums);
  }

  // A request for numbers begins, of one topic or of all: what is heard from now on is newer than its answer.
  begin(topic) {
    if (topic) this.#touched.delete(topic);
    else this.#touched.clear();
  }

  // All topics of all parties. Those that moved meanwhile are asked for.
  load(shapes) {
    const before = this.#topics;
    this.#topics = new Map(shapes.map((shape) => [shape.id, before.get(shape.id) ?? topicOf(shape)]));
    const first = !this.#complete;
    this.#complete = true;
    for (const shape of shapes) this.#settle(shape, before.has(shape.id) && !first);
    this.changed();
  }

  answered(shape) {
    if (this.#topics.has(shape.id)) this.#settle(shape, true);
    this.changed();
  }

  // Whatever comes now is newer: another history has begun.
  restart() {
    for (const topic of this.#topics.values()) topic.rev = 0;
  }

  forget(topic) {
    if (this.#topics.delete(topic)) this.changed();
  }

  forgetParty(party) {
    this.#given.delete(party);
    for (const topic of this.#topics.values()) if (topic.party === party) this.#topics.delete(topic.id);
    this.changed();
  }

  get ids() {
    return [...this.#topics.keys()];
  }

  // What the list shows of each topic, what the rail shows of each party, and all together.
  numbers() {
    const reading = this.reading();
    const [topics, parties, all] = [new Map(), new Map(this.#complete ? [] : this.#given), { ...NOTHING }];
    for (const { id, party, level, unread, mentions } of this.#topics.values()) {
      const shown = { level, ...(level === "none" || id === reading ? NOTHING : { unread, mentions }) };
      topics.set(id, shown);
      if (this.#complete ? !parties.has(party) : parties.get(party) === this.#given.get(party)) parties.set(party, { ...NOTHING });
      add(parties.get(party), loud(shown));
    }
    for (const sums of parties.values()) add(all, sums);
    return { topics, parties, all };
  }

  // A head frame, or a message frame of the topic that is open.
  message({ topic: id, prev, rev, n, kind, change, author_id: author, mentions, mention_all: all, deleted }) {
    const topic = this.#topics.get(id);
    if (!topic || rev <= topic.rev) return;
    const follows = (prev ?? rev - 1) <= topic.rev;
    const isNew = n === topic.lastN + 1;
    Object.assign(topic, { rev, lastN: Math.max(topic.lastN, n) });
    this.#touched.add(id);
    if (isNew && follows && kind !== null) { // null: that it was written is known, and nothing else
      if (kind === "text" && author !== this.me && !deleted) this.#count(topic, all || mentions.includes(this.me));
    } else if (!follows || (n > topic.readN && !QUIET.has(change))) this.ask(id);
  }

  // A pong has told where a topic is.
  head(id, rev) {
    const topic = this.#topics.get(id);
    if (topic && rev > topic.rev) this.ask(id);
  }

  // One of my devices has read up to here, or back to here.
  read(id, readN) {
    const topic = this.#topics.get(id);
    if (!topic) return;
    this.#touched.add(id);
    topic.readN = readN;
    if (readN >= topic.lastN) Object.assign(topic, NOTHING);
    else this.ask(id);
    this.changed();
  }

  level(id, level) {
    const topic = this.#topics.get(id);
    if (!topic) return;
    topic.level = level;
    this.changed();
  }

  #count(topic, mention) {
    topic.unread = Math.min(topic.unread + 1, CAP);
    topic.mentions = Math.min(topic.mentions + (mention ? 1 : 0), CAP);
    this.#notice(topic, Boolean(mention));
    this.changed();
  }

  // What the server counts. It is older than what was heard since the request began.
  #settle(shape, wasKnown) {
    const topic = this.#topics.get(shape.id);
    const before = { ...topic };
    topic.level = shape.level;
    if (shape.last_rev < topic.rev || this.#touched.has(shape.id)) {
      this.ask(shape.id);
      return;
    }
    Object.assign(topic, topicOf(shape));
    if (wasKnown && topic.lastN > before.lastN && topic.unread > 0) this.#notice(topic, topic.mentions > before.mentions);
  }

  #notice({ id, party, level, lastN }, mention) {
    if (id !== this.reading()) this.noticed({ topic: id, party, level, n: lastN, mention });
  }
}

function topicOf(shape) {
  return {
    id: shape.id, party: shape.party_id, level: shape.level, lastN: shape.last_n, rev: shape.last_rev, readN: shape.read_n,
    unread: shape.unread, mentions: shape.mentions,
  };
}
