// What the page of a party does when the party gets another name, and when its door closes.

// A page that is leaving by itself, because its own form did it, is gone before this.
const LEAVE_MS = 1_000;

export function startPartyPage(page, { go = (address) => location.replace(address), setTimeout: wait = setTimeout } = {}) {
  const open = () => page.querySelector(".desk")?.dataset.party;
  return {
    // Whether it is the party of this page, which is left then.
    onEnd(party) {
      if (party !== open()) return false;
      wait(() => go(`/p/${party}/gone`), LEAVE_MS);
      return true;
    },
    onRenamed(party, { name } = {}) {
      if (!name) return;
      for (const link of page.querySelectorAll(`.party-link[href="/p/${CSS.escape(party)}"]`)) {
        link.title = name;
        const spoken = link.querySelector(".for-screen-readers");
        if (spoken) spoken.textContent = name;
      }
      if (party !== open()) return;
      for (const heading of page.querySelectorAll("[data-party-name]")) {
        page.title = page.title.replace(heading.textContent, name);
        heading.textContent = name;
      }
    },
  };
}
