// What the tabs of one browser know of each other: which one speaks for all, and whether any of them is looked at.

const SPEAKER = "chatterbox-speaker";
const LOOKED_AT = "chatterbox-looked-at";

export class Tabs {
  #leads = false;
  #release = null;

  constructor({ page, locks }) {
    Object.assign(this, { page, locks });
  }

  start() {
    // Held until this tab closes; then another one has it.
    this.locks.request(SPEAKER, () => {
      this.#leads = true;
      return new Promise(() => {});
    });
    for (const event of ["focus", "blur"]) addEventListener(event, () => this.#look());
    this.page.addEventListener("visibilitychange", () => this.#look());
    this.#look();
  }

  leads() {
    return this.#leads;
  }

  async isLookedAt() {
    if (this.#isMine()) return true;
    const { held } = await this.locks.query();
    return held.some(({ name }) => name === LOOKED_AT);
  }

  #isMine() {
    return this.page.visibilityState === "visible" && this.page.hasFocus();
  }

  #look() {
    if (this.#isMine()) {
      if (this.#release) return;
      const until = new Promise((resolve) => { this.#release = resolve; });
      this.locks.request(LOOKED_AT, { mode: "shared" }, () => until);
    } else {
      this.#release?.();
      this.#release = null;
    }
  }
}
