// The card of a person: the page's one popover, filled for whoever's name, picture or mention was pressed.

const PERSON = /^\/p\/[^/]+\/people\/[^/]+$/;

// The address of the person that something pressed stands for, or null. `party` is the one that is open.
export function personAt(target, party, origin) {
  const link = target.closest?.("a[href]");
  if (link) {
    const { origin: where, pathname } = new URL(link.href);
    return where === origin && PERSON.test(pathname) ? pathname : null;
  }
  const mention = target.closest?.(".mention[data-user]");
  if (mention && party) return `/p/${party}/people/${mention.dataset.user}`;
  const author = target.closest?.(".message > .avatar")?.parentElement.querySelector("a.author");
  return author ? personAt(author, party, origin) : null;
}

// Shows the card of whoever something pressed stands for, if it does. Without a line one stays where one reads; else, where no
// card comes, their page says why. `load(address)` as below.
export async function showCard(page, opener, { load, toast, words, go = (address) => location.assign(address) }) {
  const address = personAt(opener, page.querySelector(".desk")?.dataset.party, location.origin);
  if (!address) return;
  try {
    await openCard(page, opener, address, load);
  } catch ({ status }) {
    if (status === 404) toast(words("person-gone"));
    else if (status === 0) toast(words("not-through"));
    else go(address);
  }
}

const watched = new WeakSet();
let turn = 0;

// `load(address)` resolves to the HTML of the card. While it is open, `card.opener` is what it belongs to. One that comes late is
// not shown to somebody who has asked for another since, has left the place or begun to write.
export async function openCard(page, opener, address, load) {
  const card = page.getElementById("profile-card");
  const mine = ++turn;
  const { activeElement: before } = page;
  const isWanted = () => {
    const { activeElement: now } = page;
    return mine === turn && opener.isConnected && (now === before || !now?.matches("input, textarea"));
  };
  const html = await load(address).catch((error) => { if (isWanted()) throw error; });
  if (!isWanted()) return;
  if (card.matches(":popover-open")) card.hidePopover();
  if (!watched.has(card)) {
    watched.add(card);
    card.addEventListener("toggle", ({ newState }) => newState === "closed" && closed(page, card));
  }
  card.innerHTML = html;
  card.opener = opener;
  card.dataset.side = opener.closest(".message") ? "end" : "start";
  offerMention(page, card);
  if (opener.localName === "a") opener.setAttribute("aria-expanded", "true");
  card.showPopover({ source: opener });
  card.focus();
}

// The focus goes back, unless it has gone elsewhere by itself.
function closed(page, card) {
  const { opener } = card;
  opener?.removeAttribute("aria-expanded");
  const { activeElement } = page;
  if (!activeElement || activeElement === page.body || card.contains(activeElement)) opener?.focus();
}

function offerMention(page, card) {
  const button = card.querySelector("[data-mention]");
  const field = page.querySelector("#composer textarea");
  if (!button || !field) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    card.hidePopover();
    const gap = field.value && !/\s$/.test(field.value) ? " " : "";
    field.value += `${gap}@${button.dataset.mention} `;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
