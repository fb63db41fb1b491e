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

export async function openCard(page, opener, address, load) {
  const card = page.getElementById("profile-card");
  card.innerHTML = await load(address);
  card.opener = opener;
  card.dataset.side = opener.closest(".message") ? "end" : "start";
  offerMention(page, card);
  opener.setAttribute("aria-expanded", "true");
  card.addEventListener("toggle", ({ newState }) => {
    if (newState === "open") return;
    opener.removeAttribute("aria-expanded");
    if (!page.activeElement || page.activeElement === page.body || card.contains(page.activeElement)) opener.focus();
  });
  card.showPopover({ source: opener });
  card.focus();
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
