// Keeps the sign-in fresh: one tab renews the access cookie at 60 % of its life and tells the others.
// A renewal that does not get through changes nothing: the old token is kept, and tried again a little later.

const SHARE = 0.6;
const SHORTEST_MS = 500;
const LONGEST_MS = 24 * 3600 * 1000;
const RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 60_000;
const LOCK = "chatterbox-renew";

// `now` is the server's clock. `met(user)` hears who sits at another tab, `told(time)` what the server's clock says.
// `post` asks for a renewal and resolves to {status, expiresAt, serverTime}, or throws when nothing came.
export class Renewer {
  #timer;
  #failures = 0;
  #listeners = new Set();

  constructor({ me, met, told, post, locks, channel, now, setTimeout, clearTimeout, random, onSignedOut }) {
    Object.assign(this, { told, post, locks, channel, now, setTimeout, clearTimeout, random, onSignedOut });
    this.expiresAt = 0;
    channel?.addEventListener("message", ({ data }) => {
      if (data.me) met(data.me);
      else this.#take(data.expiresAt);
    });
    channel?.postMessage({ me });
  }

  start(expiresAt) {
    this.expiresAt = expiresAt;
    this.#plan(delayUntilRenewal(expiresAt - this.now()));
  }

  // Called with the new time of expiry whenever any tab has renewed.
  onRenewed(listener) {
    this.#listeners.add(listener);
  }

  // Whether the token's time is over, which happens to a device that sleeps: its timers do as well.
  get isOver() {
    return this.expiresAt <= this.now();
  }

  // Resolves to whether the token is fresh now; a tab that finds another at it waits for that one.
  async renew() {
    const before = this.expiresAt;
    return this.#alone(async () => this.expiresAt > before || this.#renewNow());
  }

  async #renewNow() {
    let answer;
    try {
      answer = await this.post();
    } catch {
      answer = { status: 0 };
    }
    if (answer.status === 401) {
      this.onSignedOut();
      return false;
    }
    if (answer.status !== 200) {
      this.#failures += 1;
      this.#plan(delayUntilRetry(this.#failures, this.random));
      return false;
    }
    if (answer.serverTime) this.told(answer.serverTime); // somebody may have set the device's clock
    this.#plan(delayUntilRenewal(answer.expiresAt - this.now())); // also when it expires no later than the one before
    this.channel?.postMessage({ expiresAt: answer.expiresAt });
    this.#take(answer.expiresAt);
    return true;
  }

  #alone(job) {
    return this.locks ? this.locks.request(LOCK, job) : job();
  }

  #take(expiresAt) {
    if (!(expiresAt > this.expiresAt)) return;
    this.#failures = 0;
    this.start(expiresAt);
    for (const listener of this.#listeners) listener(expiresAt);
  }

  #plan(delay) {
    this.clearTimeout(this.#timer);
    this.#timer = this.setTimeout(() => this.renew(), delay);
  }
}

// What htmx asks for waits until the token is fresh. One that has ended all the same is renewed for the next try, and nothing
// that somebody has typed goes.
export function renewForHtmx(body, renewer) {
  body.addEventListener("htmx:confirm", async (event) => {
    if (!renewer.isOver) return;
    event.preventDefault();
    await renewer.renew();
    event.detail.issueRequest(true);
  });
  body.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status === 401) renewer.renew();
  });
}

// `left` is how long the token is still good for, in milliseconds.
export function delayUntilRenewal(left) {
  return Math.min(Math.max(left * SHARE, SHORTEST_MS), LONGEST_MS);
}

export function delayUntilRetry(failures, random) {
  const most = Math.min(RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
  return most / 2 + (most / 2) * random();
}

// The request itself: CSRF token from the cookie, no body.
export function makePost({ fetch, cookie, timeout = 10_000 }) {
  return async () => {
    const response = await fetch("/accounts/renew", {
      method: "POST", credentials: "same-origin", signal: AbortSignal.timeout(timeout),
      headers: { Accept: "application/json", "X-CSRFToken": cookie() },
    });
    const shape = response.status === 200 ? await response.json() : {};
    return { status: response.status, expiresAt: Date.parse(shape.expires_at), serverTime: Date.parse(shape.server_time) };
  };
}
