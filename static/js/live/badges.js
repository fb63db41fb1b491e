// Puts the numbers of unread.js on the page: topic list, rail, cards of home. No node moves that need not.

import { capped } from "./unread.js";

export class Badges {
  constructor({ page, words }) {
    Object.assign(this, { page, words });
  }

  paint({ topics, parties }) {
    for (const link of this.page.querySelectorAll(".topic-link[data-topic]")) {
      const shown = topics.get(link.dataset.topic);
      if (shown) this.#topic(link, shown);
    }
    const bell = this.page.getElementById("bell");
    if (topics.has(bell?.dataset.topic)) bell.dataset.level = topics.get(bell.dataset.topic).level;
    for (const link of this.page.querySelectorAll(".party-link[data-party]")) this.#party(link, sums(parties, link));
    for (const place of this.page.querySelectorAll(".card-news")) this.#card(place, sums(parties, place));
  }

  #topic(link, { level, unread, mentions }) {
    if (!moves(link, { unread, mentions })) return;
    link.classList.toggle("unread", unread + mentions > 0);
    const badge = mentions ? this.#mentions(mentions) : unread ? this.#count(unread) : "";
    tell(link.nextElementSibling, level === "none" ? "" : badge);
  }

  #party(link, { unread, mentions }) {
    if (!moves(link, { unread, mentions })) return;
    const [count, dot] = [link.querySelector(".mention-count"), link.querySelector(".unread-dot")];
    count.textContent = `@${capped(mentions)}`;
    count.hidden = !mentions;
    dot.hidden = Boolean(mentions) || !unread;
    const said = mentions ? this.words("mentions-of-you", { count: mentions }) : unread ? this.words("unread") : "";
    link.querySelector(".party-news").textContent = said && `, ${said}`;
  }

  #card(place, { unread, mentions }) {
    if (!moves(place, { unread, mentions })) return;
    const fresh = this.#element("b", "", this.words("new-here", { number: capped(unread) }));
    tell(place, mentions ? this.#mentions(mentions) : unread ? fresh : "", this.words("all-read"));
  }

  #mentions(count) {
    const hidden = this.#element("span", "for-screen-readers", ` ${this.words("mentions-of-you", { count })}`);
    return this.#element("span", "mention-count", `@${capped(count)}`, hidden);
  }

  #count(count) {
    return this.#element("span", "count", `${capped(count)} `, this.#element("span", "for-screen-readers", this.words("unread")));
  }

  #element(name, classes, ...content) {
    const node = this.page.createElement(name);
    if (classes) node.className = classes;
    node.append(...content);
    return node;
  }
}

// A number is a link to what it counts; where there is none, the place leads nowhere, and says `otherwise`.
export function tell(place, badge, otherwise = "") {
  if (badge) place.href = place.dataset.why;
  else place.removeAttribute("href");
  place.replaceChildren(badge || otherwise);
}

function sums(parties, node) {
  return parties.get(node.dataset.party) ?? { unread: 0, mentions: 0 };
}

// Whether the node shows something else by now. It carries its numbers, as the server has written them.
function moves({ dataset }, { unread, mentions }) {
  if (dataset.unread === String(unread) && dataset.mentions === String(mentions)) return false;
  Object.assign(dataset, { unread, mentions });
  return true;
}
