// One connection to the server: opens it, subscribes, keeps it alive, and opens it again when it breaks.

const PING_MS = 20_000;
// Tries are spread over this long at first, and over twice as long each time, up to the longest.
const SPREAD_MS = 1_000;
const LONGEST_MS = 20_000;
const SETTLED_MS = 5_000;
const AUTH_RETRY_MS = 5_000;
const HELLO_MS = 15_000;
const PROOF_MS = 5_000;

// What a close code asks for (docs/protocol.md); `wait`: milliseconds that pass at least.
const AFTER = new Map([
  [1009, { act: "stop" }],
  [4001, { act: "renew" }],
  [4003, { act: "stop" }],
  [4004, { act: "reload" }],
  [4008, { act: "retry", wait: 5_000 }],
  [4009, { act: "sign-in" }],
  [4010, { act: "retry", wait: 5_000 }],
]);

export function afterClose(code) {
  return { act: "retry", wait: 0, ...AFTER.get(code) };
}

// Thousands may lose their sockets in the same moment: the delay is random from nothing on, or they would all be back together.
export function delayOf(attempt, random) {
  return random() * Math.min(SPREAD_MS * 2 ** attempt, LONGEST_MS);
}

// `subscription` makes the frame that says what this page wants. `onState`: "open", "lost" or "stopped".
export class Socket {
  #ws = null;
  #attempt = 0;
  #tries = 0;
  #timer;
  #pinger;
  #every = PING_MS;
  #count = 0;
  #unanswered = 0;
  #unsynced = 0; // times that `sub` was sent and not answered
  #heard = 0;
  #stopped = false;
  #greetedAt = null;

  constructor({ open, subscription, onFrame, onState, renew, ticket, signIn, reload, setTimeout, clearTimeout, random, now }) {
    Object.assign(this, { open, subscription, onFrame, onState, renew, ticket, signIn, reload });
    Object.assign(this, { setTimeout, clearTimeout, random, now });
  }

  start() {
    this.#connect();
  }

  // Whether hello has come.
  get isOpen() {
    return this.#greetedAt !== null;
  }

  // Something says that a try may go well now, or that the connection may be dead: the network is back, the device was
  // asleep, or somebody looks at the page again.
  hurry() {
    if (this.#stopped) return;
    if (this.#ws === null) this.#connect();
    else if (this.#ws.readyState === 1) this.#prove();
  }

  // Asks for a sign of life, unless that is done already, and does not wait for the next heartbeats when none comes.
  #prove() {
    const [ws, heard] = [this.#ws, this.#heard];
    if (this.#unanswered === 0) this.#ping();
    this.setTimeout(() => ws === this.#ws && heard === this.#heard && this.#drop(), PROOF_MS);
  }

  send(frame) {
    if (this.#ws?.readyState !== 1) return;
    if (frame.op === "sub") this.#unsynced += 1;
    this.#ws.send(JSON.stringify(frame));
  }

  // The sign-in was renewed: the open socket is told with a ticket, or it would end with the old token.
  async renewed() {
    if (this.#ws?.readyState !== 1) return;
    try {
      this.send({ op: "auth", ticket: await this.ticket() });
    } catch {
      this.setTimeout(() => this.renewed(), AUTH_RETRY_MS);
    }
  }

  #connect() {
    this.clearTimeout(this.#timer);
    this.#tries += 1;
    this.#listen(this.open());
    this.#pinger = this.setTimeout(() => this.#drop(), HELLO_MS); // hello puts the heartbeat in its place
  }

  #listen(ws) {
    this.#ws = ws;
    this.#unanswered = this.#unsynced = 0;
    ws.onmessage = ({ data }) => ws === this.#ws && this.#take(JSON.parse(data));
    ws.onclose = ({ code }) => this.#closed(ws, code);
  }

  #take(frame) {
    this.#unanswered = 0;
    this.#heard += 1;
    if (frame.op === "hello") {
      this.#greetedAt = this.now();
      this.#every = frame.heartbeat_ms ?? PING_MS;
      this.#beat();
      this.send(this.subscription());
      this.onFrame(frame); // before anything is sent on because of it: it says who we are
      this.onState("open");
      return;
    }
    if (frame.op === "reconnect") {
      this.setTimeout(() => this.#move(), frame.after_ms);
    }
    // Chains of timers run once a minute in windows that nobody sees; an answer begins a new one.
    if (frame.op === "pong") this.#beat();
    if (frame.op === "synced" && this.#unsynced > 0) this.#unsynced -= 1;
    if (frame.op === "error" && this.#unsynced > 0 && frame.retry_after) this.#askAgain(frame.retry_after);
    this.onFrame(frame);
  }

  // Nothing else would bring what this page wants to hear of: heartbeats tell of what is subscribed alone. The error may have been
  // that of another frame; then the page asks once more than it has to.
  #askAgain(seconds) {
    const ws = this.#ws;
    this.#unsynced = 0;
    this.setTimeout(() => ws === this.#ws && this.send(this.subscription()), seconds * 1000);
  }

  // This server process ends: the next socket is open before this one closes, so nobody waits. If that fails, what
  // happens to this one decides.
  #move() {
    const old = this.#ws;
    if (old?.readyState !== 1) return;
    const next = this.open();
    next.onmessage = ({ data }) => {
      if (this.#ws !== old) {
        next.close();
        return;
      }
      old.onclose = old.onmessage = null;
      this.#listen(next);
      old.close();
      this.#take(JSON.parse(data));
    };
  }

  #beat() {
    this.clearTimeout(this.#pinger);
    this.#pinger = this.setTimeout(() => {
      this.#beat(); // before it turns out that nobody is there: then it ends with the connection
      this.#ping();
    }, this.#every);
  }

  // Two pings without an answer: nobody is there any more, whatever the network says.
  #ping() {
    if (this.#unanswered >= 2) {
      this.#drop();
      return;
    }
    this.#unanswered += 1;
    this.#count += 1;
    this.send({ op: "ping", c: this.#count });
  }

  #drop() {
    const ws = this.#ws;
    if (!ws) return;
    ws.onclose = null;
    ws.close();
    this.#closed(ws, 1006);
  }

  async #closed(ws, code) {
    if (ws !== this.#ws) return;
    this.#ws = null;
    // One that ends again as soon as it is there is not to be opened again and again without a pause.
    if (this.#greetedAt !== null && this.now() - this.#greetedAt >= SETTLED_MS) this.#attempt = 0;
    this.#greetedAt = null;
    this.clearTimeout(this.#pinger);
    const { act, wait } = afterClose(code);
    if (act === "stop" || act === "sign-in" || act === "reload") {
      this.#stopped = true;
      this.onState("stopped");
      if (act === "sign-in") this.signIn();
      if (act === "reload") this.reload();
      return;
    }
    this.onState("lost");
    const tries = this.#tries;
    if (act === "renew") await this.renew().catch(() => false); // the next try finds out
    if (tries !== this.#tries) return; // hurried meanwhile: what became of that counts
    const delay = wait + delayOf(this.#attempt, this.random);
    this.#attempt += 1;
    this.#timer = this.setTimeout(() => this.#connect(), delay);
  }
}
