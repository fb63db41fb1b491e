// Goes to another topic of the party without a page load: rail and topics stay, the sheet is another. The way back is the
// browser's own. A page is never kept for it, because private words must not outlive the sign-in: it is asked for again,
// and only where somebody was reading is remembered, as a number.

import { isPlainClick } from "../base/clicks.js";

const PREFETCHED_MS = 3_000;
const SKELETON_MS = 150;
const REMEMBER_MS = 400;
const TOPIC = /^\/p\/([^/]+)\/t\/([^/]+)$/;
const MESSAGE = /^\/m\/[^/]+$/;
// What an address may ask for besides a topic, to be gone to from here: a place, and the panel beside it.
const PLACES = ["around", "date", "panel", "pane", "q", "with", "where", "sort"];
// What of an address says which messages show.
const SPOTS = ["around", "before", "after", "date"];
// What htmx keeps, with all around it, for as long as the body lives, unless it takes it away itself.
const LISTENS = '[hx-trigger*="from:"]';

// The address to ask for when a link leads to a topic beside the one that is open, else null. A closed panel stays closed,
// unless the link is about a panel.
export function wayTo(href, here) {
  const url = new URL(href, here);
  const open = new URL(here);
  const [, party] = TOPIC.exec(open.pathname) ?? [];
  if (!party || url.origin !== open.origin) return null;
  const closed = open.searchParams.get("panel") === "none" && !url.searchParams.has("panel");
  if (MESSAGE.test(url.pathname)) return url.pathname + (closed ? "?panel=none" : "");
  if (TOPIC.exec(url.pathname)?.[1] !== party) return null;
  if ([...url.searchParams.keys()].some((key) => !PLACES.includes(key))) return null;
  if (url.hash && url.pathname + url.search === open.pathname + open.search) return null;
  if (closed) url.searchParams.set("panel", "none");
  return url.pathname + url.search + url.hash;
}

// The address of a page that shows a place again: with what is around it, or for null the end, whatever the address says of
// places itself. Undefined: nothing is known, so it is as the address says.
export function withPlace(address, place) {
  if (place === undefined) return address;
  const url = new URL(address, "http://x");
  for (const key of SPOTS) url.searchParams.delete(key);
  if (place) url.searchParams.set("around", String(place.n));
  return url.pathname + url.search;
}

// Where this is alike in two addresses, only what stands beside the messages differs.
export function spotOf(address) {
  const { pathname, searchParams } = new URL(address, "http://x");
  return [pathname, ...SPOTS.map((key) => searchParams.get(key))].join(" ");
}

// A message that was asked for is named in the address as well, so that it is marked.
export function addressOf(answered, asked) {
  const url = new URL(answered);
  const around = url.searchParams.get("around");
  if (MESSAGE.test(asked.split("?")[0])) return `${url.pathname}${url.search}#m-${around}`;
  return asked;
}

// `open(place)` starts the conversation that is on the page, `close()` ends it, `place()` says where its reader is: null at
// the end, undefined where that can't be seen.
export function startSwitching({ page, http, timers, open, close, place }) {
  const here = () => location.pathname + location.search;
  let turn = 0;
  let arrived = 0; // the turn whose topic is on the page; while it is not the last one, a switch is on its way
  let early = null;
  let shown = here();
  let last; // where the reader was when the conversation last showed
  let remembering;

  page.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || !isPlainClick(event)) return; // a finger may be about to scroll
    const address = addressOfClick(event);
    if (address) early = { address, at: Date.now(), part: http.part(address, "main").catch(() => null) };
  });
  page.addEventListener("click", (event) => {
    const day = event.target.closest?.(".day-label button")?.closest(".day").dataset.day;
    if (day) chooseDay(page.getElementById("date-jump-day"), day);
    const address = isPlainClick(event) ? addressOfClick(event) : null;
    if (!address) return;
    event.preventDefault();
    go(address);
  });
  page.addEventListener("submit", (event) => {
    if (event.target.id !== "date-jump") return;
    event.preventDefault();
    event.target.hidePopover();
    const day = new FormData(event.target).get("date");
    go(addressOfDay(day));
  });
  page.addEventListener("scroll", ({ target }) => {
    if (!target.matches?.(".message-scroller")) return;
    timers.clearTimeout(remembering);
    remembering = timers.setTimeout(remember, REMEMBER_MS);
  }, { capture: true, passive: true });
  // In place of htmx, which would load the page anew: it was there first, and at the window is called first.
  const { onpopstate } = window;
  window.onpopstate = (event) => {
    if (TOPIC.test(location.pathname)) comeBack();
    else onpopstate?.call(window, event);
  };
  // A panel has an address of its own, which htmx writes. It empties the entry that is left, before it says so.
  page.body.addEventListener("htmx:beforeHistoryUpdate", () => remember());
  for (const event of ["htmx:pushedIntoHistory", "htmx:replacedInHistory"]) {
    page.body.addEventListener(event, () => {
      shown = here();
      remember();
    });
  }
  // Nothing more is asked for from a part that goes: a search that waits for the next letter, say, would change the address.
  page.body.addEventListener("htmx:beforeRequest", (event) => {
    const isGoing = turn !== arrived && page.getElementById("main").contains(event.target);
    if (isGoing && event.detail.requestConfig.verb === "get") event.preventDefault();
  });
  // A page that comes back by a load shows what its address says.
  const [loaded] = performance.getEntriesByType("navigation");
  const [way, was] = [here() + location.hash, history.state?.place];
  const isElsewhere = was || (was === null && (location.hash || spotOf(way) !== spotOf(location.pathname)));
  if (loaded?.type === "back_forward" && isElsewhere && TOPIC.test(location.pathname)) go(way, { back: true });

  function comeBack() {
    timers.clearTimeout(remembering);
    if (here() === shown && turn === arrived) return;
    const isBeside = turn === arrived && spotOf(here()) === spotOf(shown);
    go(here() + location.hash, { back: true, now: isBeside ? place() : undefined });
  }

  // While a switch is on its way the place is kept already, and the list may be empty.
  function remember() {
    if (turn !== arrived || here() !== shown) return;
    const now = place();
    if (now !== undefined) last = now;
    history.replaceState({ ...history.state, place: last }, "");
  }

  // `now`: where the reader is, if that is where the way back leads as well.
  async function go(address, { back = false, now } = {}) {
    const kept = back && now === undefined ? history.state?.place : now;
    timers.clearTimeout(remembering);
    if (!back) remember();
    const mine = ++turn;
    giveUp(page.getElementById("main"));
    markOpen(page, TOPIC.exec(new URL(address, location.href).pathname)?.[2]);
    const skeleton = timers.setTimeout(() => mine === turn && showSkeleton(page, close), SKELETON_MS);
    const part = await fetchPart(withPlace(address, kept));
    timers.clearTimeout(skeleton);
    if (mine !== turn) return;
    const fresh = part && parse(page, part.html);
    if (fresh?.party !== page.querySelector(".desk").dataset.party) {
      if (back) location.reload();
      else location.assign(address);
      return;
    }
    const way = addressOf(part.url, address);
    if (!back) history[way === here() + location.hash ? "replaceState" : "pushState"](null, "", way);
    shown = here();
    arrived = mine;
    last = kept;
    show(fresh, kept);
  }

  // Null when there is none: then the whole page says why.
  async function fetchPart(address) {
    const ready = early?.address === address && Date.now() - early.at < PREFETCHED_MS ? await early.part : null;
    early = null;
    return ready ?? http.part(address, "main").catch(() => null);
  }

  function show({ main, title, topic, party }, kept) {
    const old = page.getElementById("main");
    const hadFocus = old.contains(page.activeElement);
    close();
    old.replaceWith(main);
    giveUp(old);
    for (const node of old.querySelectorAll(LISTENS)) window.htmx?.swap(node, "", { swapStyle: "delete" });
    page.querySelector(".desk").dataset.pane = main.dataset.pane;
    page.title = title;
    markOpen(page, topic);
    window.htmx?.process(main);
    window.htmx?.trigger(main, "htmx:load", { elt: main });
    open(kept);
    focusIn(page, hadFocus);
    page.dispatchEvent(new CustomEvent("topic:opened", { detail: { topic, party } }));
  }
}

function addressOfClick({ target }) {
  const link = target.closest?.("a[href]");
  if (!link || link.target || link.matches("[hx-get], [data-dialog], [download]")) return null;
  return wayTo(link.href, location.href);
}

// The page may be older than the day.
function chooseDay(field, day) {
  if (field.max < day) field.max = day;
  field.value = day;
}

function addressOfDay(day) {
  const url = new URL(location.href);
  const closed = url.searchParams.get("panel") === "none" ? "&panel=none" : "";
  return `${url.pathname}?date=${encodeURIComponent(day)}${closed}`;
}

function markOpen(page, topic) {
  if (!topic) return;
  for (const link of page.querySelectorAll(".topic-link[aria-current]")) link.removeAttribute("aria-current");
  page.getElementById(`topic-${topic}`)?.setAttribute("aria-current", "page");
  page.getElementById("open-topic").value = topic;
}

// Answers to what is still asked for from a part that goes come to nothing: they would change the address, and what has the
// same name elsewhere. Htmx would complain of requests that are broken off.
function giveUp(part) {
  for (const node of part.querySelectorAll(".htmx-request")) {
    node.addEventListener("htmx:beforeOnLoad", (event) => event.preventDefault(), { once: true });
  }
}

function showSkeleton(page, close) {
  const column = page.getElementById("messages");
  if (!column) return;
  close();
  page.querySelector(".conversation-foot").inert = true; // nothing is to be said in the wrong place
  column.removeAttribute("id");
  column.replaceChildren(page.getElementById("skeleton").content.cloneNode(true));
}

function parse(page, html) {
  const template = page.createElement("template");
  template.innerHTML = html;
  const main = template.content.querySelector("#main");
  const column = main?.querySelector("#messages");
  return column && { main, title: template.content.querySelector("title").textContent, ...column.dataset };
}

// Into the panel that was asked for. With a keyboard at hand one goes on to write; otherwise the focus stays where it was, unless that is gone.
function focusIn(page, hadFocus) {
  if (page.querySelector(".desk").dataset.pane === "panel") {
    page.getElementById("panel").focus({ preventScroll: true });
    return;
  }
  const field = page.querySelector("#composer textarea");
  if (field && matchMedia("(pointer: fine) and (width >= 45rem)").matches) field.focus({ preventScroll: true });
  else if (hadFocus) page.querySelector(".message-scroller").focus({ preventScroll: true });
}
