// The one line above the composer: who is writing, or how the connection is. Quiet at first, and never in the way.

const QUIET_MS = 3_000;
const CHEER_MS = 4_000;
const SENTENCES = { gone: "gone", stopped: "refused", polling: "polling" };

// `show(name, values)` puts one of the page's sentences into the strip, or nothing for null.
export class Strip {
  #timer;
  #shown = null;
  #state = "open";
  #typing = "";

  constructor({ show, isOnline, setTimeout, clearTimeout }) {
    Object.assign(this, { show, isOnline, setTimeout, clearTimeout });
  }

  // `state`: what line.js says, or "gone" when this topic can't be seen any more. `isKnown`: it has been said in another topic.
  take(state, isKnown = false) {
    if (this.#state === "gone") return;
    const before = this.#state;
    this.#state = state;
    if (state === "lost") before !== "lost" && this.#after(QUIET_MS, () => this.#set(this.#trouble()));
    else if (state !== "open") {
      this.clearTimeout(this.#timer);
      this.#set(SENTENCES[state], isKnown && { isKnown });
    }
    else if (!this.#shown) this.clearTimeout(this.#timer);
  }

  // The device has noticed that it has, or has no, network.
  network() {
    if (this.#state === "gone" || this.#state === "stopped") return;
    if (!this.isOnline()) this.#set("offline");
    else if (this.#state === "polling") this.#set("polling");
    else if (this.#state === "lost" && this.#shown) this.#set("reconnecting");
    else if (this.#shown === "offline") this.caughtUp(0); // the socket has outlived it
  }

  // All that was missed is on screen: so many messages of others.
  caughtUp(count) {
    if (this.#state !== "open" || !this.#shown) return;
    this.#set("caught-up", { count });
    this.#after(CHEER_MS, () => this.#set(null));
  }

  typing(sentence) {
    this.#typing = sentence;
    if (!this.#shown) this.#set(null);
  }

  #trouble() {
    return this.isOnline() ? "reconnecting" : "offline";
  }

  #after(delay, then) {
    this.clearTimeout(this.#timer);
    this.#timer = this.setTimeout(then, delay);
  }

  #set(name, values) {
    this.#shown = name;
    if (name === null && this.#typing) this.show("typing", { sentence: this.#typing });
    else this.show(name, values);
  }
}

// Draws the strip from the page's templates; a number goes into the sentence that suits it. `say` tells it to those who
// can't see it, but neither who is writing nor what they know.
export function stripOn({ page, words, say }) {
  const line = page.querySelector(".strip");
  return (name, values = {}) => {
    line.replaceChildren();
    line.dataset.strip = name ?? "";
    if (!name) return;
    line.append(page.getElementById(`strip-${name}`).content.cloneNode(true));
    const place = line.querySelector("[data-sentence]");
    if (name === "typing") place.textContent = values.sentence;
    else if (place) place.textContent = values.count ? words("caught-up", values) : words("caught-up-none");
    if (name !== "typing" && !values.isKnown) say(line.textContent.trim());
  };
}
