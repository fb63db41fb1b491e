// Who is online: the People panel and the counts, from the socket's presence events.

// The new states of the people shown. `shown`: ids on the page; `me` is online, because this page is open.
// A list of everybody who is online says of all others that they are not; a shorter one only tells what has changed.
export function statesAfter({ online, away, offline, count }, shown, me) {
  const states = new Map();
  if (count !== null && online.length + away.length === count) for (const id of shown) states.set(id, "offline");
  for (const id of offline) states.set(id, "offline");
  for (const id of away) states.set(id, "away");
  for (const id of online) states.set(id, "online");
  if (me) states.set(me, "online");
  return states;
}

// `onStranger` hears that somebody is here whom a panel of everybody lacks. One of many people lacks most, and shows the same
// ones when it is fetched again.
export class Presence {
  constructor({ page, me, onStranger }) {
    Object.assign(this, { page, me, onStranger });
  }

  take(party, d) {
    this.#count(party, d.count);
    const panel = this.page.getElementById("members");
    if (panel?.dataset.party !== party) return;
    const rows = new Map([...panel.querySelectorAll("[data-user-id]")].map((row) => [row.dataset.userId, row]));
    for (const [id, state] of statesAfter(d, rows.keys(), this.me)) {
      if (rows.has(id)) this.#move(panel, rows.get(id), state);
      else if (!panel.querySelector("[data-more]")) this.onStranger();
    }
    for (const group of panel.querySelectorAll("[data-group]")) this.#tally(group);
  }

  #count(party, count) {
    for (const node of this.page.querySelectorAll(`[data-online-count="${CSS.escape(party)}"]`)) {
      const shown = count === null ? null : Math.max(count, 1);
      node.textContent = shown === null ? "–" : String(shown);
      node.closest(".online-count")?.querySelector(".presence")?.setAttribute("data-presence", shown ? "online" : "offline");
    }
  }

  #move(panel, row, state) {
    const group = panel.querySelector(`[data-group="${state}"] ul`);
    for (const node of row.querySelectorAll("[data-presence]")) node.dataset.presence = state;
    if (!group || row.parentElement === group) return;
    const order = Number(row.dataset.order);
    const { activeElement } = this.page;
    group.insertBefore(row, [...group.children].find((other) => Number(other.dataset.order) > order) ?? null);
    if (row.contains(activeElement)) activeElement.focus({ preventScroll: true }); // moving takes it away
  }

  #tally(group) {
    const count = group.querySelectorAll("[data-user-id]").length;
    group.hidden = count === 0;
    group.querySelector(".group-count").textContent = String(count);
  }
}
