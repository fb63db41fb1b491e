// What nobody needs before they have seen the page: dialogs, cards, times, panels, other topics, keys. Until then what opens a
// dialog opens a page, and what leads to a topic loads one.

import { bring, bringAt } from "../base/bring.js";
import { isPlainClick } from "../base/clicks.js";
import { makeToast } from "../base/toast.js";

// What stands for a person.
const PEOPLE = "a.author, a.member, a[data-card], .mention[data-user], .message > .avatar";

// `topic` is an OpenTopic; `onPanel` hears that another panel shows.
export function startLater({ page, me, http, words, say, timers, topic, drafts, outbox, onPanel }) {
  const toast = makeToast({ page, ...timers });
  startCards({ page, http, words, toast });
  startEdge(page);
  import("../base/dialogs.js").then(({ startDialogs }) => {
    startDialogs({ page, load: (address) => http.fragment(address, "dialog"), toast, words });
  });
  // Only Safari on a phone knows this, and it lays its keyboard over the page.
  if (window.visualViewport && CSS.supports("-webkit-touch-callout", "none")) {
    import("../base/keyboard.js").then(({ startKeyboard }) => startKeyboard(window));
  }
  import("../composer/marks.js").then(({ startMarks }) => startMarks({ page, drafts, outbox, say, window }));
  import("../base/times.js").then(({ startTimes }) => startTimes(page));
  import("../base/panels.js").then(({ startPanels }) => startPanels(page, { onChange: onPanel }));
  import("../conversation/switching.js").then(({ startSwitching }) => {
    startSwitching({
      page, http, timers, open: (place) => topic.open(place), close: () => topic.close(), place: () => topic.place(),
    });
  });
  import("../base/keys.js").then(({ startKeys }) => startKeys({
    page,
    conversation: () => topic.conversation,
    openSwitcher: () => openSwitcher({ page, http, me, say, words }),
  }));
}

// It shows at once, and what is typed until the rest has come is a query already.
async function openSwitcher({ page, http, me, say, words }) {
  const dialog = page.getElementById("switcher");
  if (!dialog || dialog.open) return;
  dialog.querySelector("input").value = "";
  dialog.showModal();
  try {
    const { fillSwitcher } = await bring(() => import("../base/switcher.js"));
    await fillSwitcher({ page, dialog, http, me });
  } catch {
    dialog.close();
    say(words("not-through"));
  }
}

// Whoever it stands for is shown in a card; without a script names lead to a page. Whoever has left has neither.
function startCards({ page, http, words, toast }) {
  page.addEventListener("click", async (event) => {
    const opener = event.target.closest?.(PEOPLE);
    if (!opener || !isPlainClick(event)) return;
    event.preventDefault();
    try {
      const { showCard } = await bring(() => import("../people/card.js"));
      await showCard(page, opener, { load: (path) => http.fragment(path, "profile-card"), toast, words });
    } catch {
      toast(words("not-through"));
    }
  });
}

// Few ever move it, and hardly anybody comes to it who has not been in the list before.
function startEdge(page) {
  const edge = page.getElementById("list-edge");
  if (!edge) return;
  edge.hidden = false;
  bringAt(edge.parentElement, ["pointerover", "focusin"], () => import("./list_edge.js"), ({ startListEdge }) => startListEdge(page));
}
