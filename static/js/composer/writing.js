// The place to write in an open topic: a composer, or the bar that stands in for it. It follows what changes meanwhile.

import { bring } from "../base/bring.js";
import { Composer, typeAnywhere } from "./composer.js";
import { clearReply, currentReply, replyTo } from "../conversation/reply.js";
import { countdown, Pending } from "./pending.js";
import { enterBreaks, startTools } from "./tools.js";
import { TypingSign } from "../live/typing.js";

// After a message was accepted its event should come; later than this it is fetched.
const EVENT_MS = 1_000;
// Between the end of a wait by the device's clock and the question to the server, whose clock may be behind.
const SURE_MS = 1_000;
// What a composer may have and lose again.
const MAY = ["slow", "mentionAll"];
const MOVING = ["topic_updated", "topic_archived", "topic_restored"];

// `desk`: {me, http, words, outbox, drafts, storage, timers, send}; its timers end with `signal`.
export class Writing {
  #composer = null;
  #completing = false;
  #sources = null;
  #count = 0;
  hidden = null; // what can't be seen any more: "topic" or "party"

  constructor({ page, topic, party, desk, timeline, stream, scroller, time, onReached, onStanding, signal }) {
    Object.assign(this, { page, topic, desk, timeline, stream, scroller, onReached, onStanding, signal, address: `/p/${party}/t/${topic}` });
    const template = (name) => page.getElementById(name);
    this.place = page.querySelector(".composer-place");
    this.pending = new Pending({
      topic, time, timeline, signal, me: desk.me, outbox: desk.outbox, words: desk.words, timers: desk.timers,
      templates: {
        pending: template("pending-message"), failed: template("failed-status"),
        waiting: template("waiting-status"), sending: template("sending-status"),
      },
      takeBack: (entry) => this.#takeBack(entry),
      onSent: (message, entry) => this.#sent(message, entry),
    });
    this.sign = new TypingSign({ send: () => desk.send({ op: "typing", topic }), now: Date.now });
    this.pending.showAll();
    this.#arrive();
    typeAnywhere({ page, signal });
    window.addEventListener("storage", (event) => {
      const sent = desk.drafts.sentElsewhere(event, topic);
      if (sent) this.#composer?.clearIf(sent);
    }, { signal });
  }

  // What a party, or my own other devices, are told: some of it changes who may write here.
  heard({ change, topic, member }) {
    this.#sources?.heard(change);
    if (MOVING.includes(change) && topic?.id === this.topic) this.refresh();
    if (change === "member_updated" && member?.user.id === this.desk.me) this.refresh();
  }

  // The topic, or the whole party, can't be seen any more: what is on screen stays, with a way out below it. Said once.
  gone(what) {
    if ([what, "party"].includes(this.hidden)) return;
    this.hidden = what;
    const bar = this.page.getElementById(`gone-${what}`)?.content.cloneNode(true);
    if (bar) this.#put([bar]);
  }

  // The server says anew who may write, and what else one may do here. Words in the field stay there; the field itself stays when there still is one.
  async refresh() {
    let html;
    try {
      html = await this.desk.http.fragment(this.address, "composer-place");
    } catch (error) {
      if (error.status === 404 && !this.signal.aborted) this.gone("topic");
      return; // else the server will refuse what may not be written
    }
    if (this.signal.aborted) return;
    this.hidden = null;
    const template = this.page.createElement("template");
    template.innerHTML = html;
    const standing = template.content.querySelector("#standing");
    standing?.remove();
    if (standing) this.onStanding(standing.dataset);
    const [old, fresh] = [this.place, template.content].map((root) => root.querySelector("#composer"));
    if (old && fresh) {
      for (const name of MAY) if (!(name in fresh.dataset)) delete old.dataset[name];
      Object.assign(old.dataset, fresh.dataset);
      old.querySelector("textarea").placeholder = fresh.querySelector("textarea").placeholder;
      old.querySelector(".slow")?.remove();
      const slow = fresh.querySelector(".slow");
      if (slow) old.prepend(slow);
      this.#tick();
    } else this.#put(template.content.childNodes);
  }

  #put(nodes) {
    const focused = this.place.contains(this.page.activeElement);
    this.scroller.follow(() => this.place.replaceChildren(...nodes));
    this.#arrive();
    if (focused) this.place.querySelector("textarea, a")?.focus();
  }

  // A composer or a bar is on the page.
  #arrive() {
    const form = this.place.querySelector("#composer");
    const { desk, topic } = this;
    const kept = desk.drafts.get(topic)?.reply;
    if (form && kept && !currentReply(this.page)) replyTo(kept, this.page, { focus: false });
    form?.addEventListener("reply:changed", () => desk.drafts.put(topic, form.elements.text.value, currentReply(this.page)));
    this.#completing = false;
    this.#composer = form && new Composer({
      form, words: desk.words,
      draft: { get: () => desk.drafts.get(topic), put: (text) => desk.drafts.put(topic, text, currentReply(this.page)) },
      send: (text) => this.#send(text),
      editLast: () => this.#editLast(),
      unreply: () => clearReply(this.page),
      onTyped: (field) => this.#typed(form, field),
      coarse: () => matchMedia("(pointer: coarse)").matches,
      swapped: () => enterBreaks(desk.storage),
    });
    if (form) {
      startTools({ page: this.page, form, composer: this.#composer, storage: desk.storage, words: desk.words });
      if (/@(everyone|here)/i.test(form.elements.text.value)) this.#complete(form); // a draft that calls all
      if ("shared" in form.dataset) forgetShared(form);
    }
    this.#tick();
  }

  #typed(form, field) {
    if (field.value.trim()) this.sign.typed();
    if (!this.#completing && /[@#:]/.test(field.value)) this.#complete(form);
  }

  // Fetched when the first sign is typed that may begin something to complete; a fetch that fails is tried at the next one.
  async #complete(form) {
    this.#completing = true;
    const { page, desk } = this;
    const composer = this.#composer;
    try {
      const [{ Completion }, { sourcesOf }] = await Promise.all([bring(() => import("./completion.js")), bring(() => import("./sources.js"))]);
      const fragment = (query) => desk.http.fragment(`${this.address}?named=${encodeURIComponent(query)}`, "completion");
      const sources = this.#sources = sourcesOf({ page, fragment });
      if (this.#composer !== composer) return;
      const completion = new Completion({ form, composer, sources, words: desk.words, say: desk.say, ...desk.timers });
      if (page.activeElement === composer.field) completion.look();
      else completion.mind();
    } catch {
      this.#completing = false;
    }
  }

  #send(text) {
    if (!this.scroller.holdsNewest()) this.#toPresent(); // one's own words are said in the present
    const entry = this.desk.outbox.add({ topic: this.topic, text, reply: currentReply(this.page) });
    if (!entry) this.#composer.refuse(this.desk.words("outbox-full"));
    else clearReply(this.page);
    return Boolean(entry);
  }

  // Where nobody may write, the words stay where they are.
  #takeBack({ text, reply }) {
    if (!this.#composer) return false;
    if (reply && !currentReply(this.page)) replyTo(reply, this.page);
    this.#composer.takeBack(text);
    return true;
  }

  async #toPresent() {
    await this.stream.startAgain();
    this.scroller.toEnd();
  }

  // My last message, whether or not it is in sight. False when there is none. At an old place the present comes first; whoever
  // has begun to write until then goes on writing.
  #editLast() {
    const { scroller } = this;
    if (scroller.holdsNewest()) return this.#editMine();
    const { field } = this.#composer;
    this.#toPresent().then(() => scroller.holdsNewest() && !field.value && this.#editMine());
    return true;
  }

  #editMine() {
    const mine = [...this.timeline.column.querySelectorAll('article.mine[data-id][data-kind="text"]:not([data-state])')].at(-1);
    if (mine) bring(() => import("../conversation/edit.js")).then(({ startEdit }) => startEdit(mine), () => undefined);
    return Boolean(mine);
  }

  #sent(message, entry) {
    this.onReached();
    if ("slow" in (this.place.querySelector("#composer")?.dataset ?? {})) this.refresh();
    this.desk.timers.setTimeout(async () => {
      await this.stream.heardOf(message.rev);
      if (this.stream.have >= message.rev) this.pending.settled(entry.id);
    }, EVENT_MS);
  }

  // Whatever waits for a moment counts down to it, and asks the server then.
  #tick() {
    this.desk.timers.clearTimeout(this.#count);
    const waiting = this.place.querySelector("[data-until]");
    if (!waiting) return;
    const left = Date.parse(waiting.dataset.until) - this.desk.now();
    if (left <= 0) {
      if (waiting.matches(".slow")) waiting.remove();
      else this.#count = this.desk.timers.setTimeout(() => this.refresh(), SURE_MS);
      return;
    }
    waiting.querySelector(".left").textContent = countdown(left);
    this.#count = this.desk.timers.setTimeout(() => this.#tick(), Math.min(left, 1_000));
  }
}

// They are a draft now: an address that is loaded again would add them again.
function forgetShared(form) {
  const here = new URL(location.href);
  here.searchParams.delete("share");
  history.replaceState(history.state, "", here);
  delete form.dataset.shared;
}
