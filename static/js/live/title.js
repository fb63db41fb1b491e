// What can be seen of the page from outside: its title, its icon in the tab, the badge of an installed app.

import { capped } from "./unread.js";

export function prefixOf(count) {
  return count ? `(${capped(count)}) ` : "";
}

// `before` is what was put in front of it the last time.
export function titled(title, before, prefix) {
  return prefix + (title.startsWith(before) ? title.slice(before.length) : title);
}

export class Title {
  #before = "";
  #prefix = "";

  constructor({ page, navigator }) {
    Object.assign(this, { page, navigator });
    this.icon = page.querySelector("link[rel=icon][data-unread]");
    this.icons = [this.icon?.getAttribute("href"), this.icon?.dataset.unread];
    // Another topic gives the page another title.
    const title = page.querySelector("title");
    if (title) new MutationObserver(() => this.#name()).observe(title, { childList: true });
  }

  paint({ all }) {
    this.#prefix = prefixOf(all.unread);
    this.#name();
    const icon = this.icons[all.unread ? 1 : 0];
    if (icon && this.icon.getAttribute("href") !== icon) this.icon.setAttribute("href", icon);
    // Refused where the page is not installed; then there is no badge.
    const done = all.unread ? this.navigator.setAppBadge?.(all.unread) : this.navigator.clearAppBadge?.();
    done?.catch(() => {});
  }

  #name() {
    const title = titled(this.page.title, this.#before, this.#prefix);
    this.#before = this.#prefix;
    if (this.page.title !== title) this.page.title = title;
  }
}
