// Whether somebody is at the page, which the server tells others as away, and whether the device has slept.

const IDLE_MS = 10 * 60_000;
const LEAVE_MS = 10_000;
const TICK_MS = 10_000;
const SLEPT_MS = 60_000;

// `tell(active)` tells the server, `onWake` hears that time has jumped.
export class Attention {
  #active = true;
  #used;
  #hidden = null;
  #ticked;

  constructor({ isVisible, tell, onWake, now, setTimeout }) {
    Object.assign(this, { isVisible, tell, onWake, now, setTimeout });
  }

  start() {
    this.#used = this.now();
    this.#tick();
  }

  // A key, a pointer, or the page comes to the front.
  used() {
    this.#used = this.now();
    this.look();
  }

  // Something has changed that may change the answer.
  look() {
    const now = this.now();
    this.#hidden = this.isVisible() ? null : (this.#hidden ?? now);
    const isHere = (this.#hidden === null || now - this.#hidden < LEAVE_MS) && now - this.#used < IDLE_MS;
    if (isHere === this.#active) return;
    this.#active = isHere;
    this.tell(isHere);
  }

  // A new connection counts as somebody who is here.
  connected() {
    if (!this.#active) this.tell(false);
  }

  #tick() {
    const before = this.#ticked ?? this.now();
    this.#ticked = this.now();
    if (this.#ticked - before > TICK_MS + SLEPT_MS) this.onWake();
    this.look();
    this.setTimeout(() => this.#tick(), TICK_MS);
  }
}

export function startAttention({ page, tell, onWake, setTimeout }) {
  const attention = new Attention({ isVisible: () => page.visibilityState === "visible", tell, onWake, now: Date.now, setTimeout });
  for (const event of ["pointerdown", "pointermove", "keydown", "wheel"]) {
    page.addEventListener(event, () => attention.used(), { passive: true });
  }
  page.addEventListener("visibilitychange", () => {
    if (page.visibilityState === "visible") {
      attention.used();
      onWake();
    } else attention.look();
  });
  page.addEventListener("resume", onWake);
  for (const event of ["online", "pageshow"]) addEventListener(event, onWake);
  attention.start();
  return attention;
}
