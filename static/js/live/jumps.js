// Buttons at the edges of the topic list that lead to unread topics which are out of sight.

// `view` and `rows` as {top, bottom}: the places of the nearest rows that are wholly above and below what shows, or -1.
export function outOfSight(view, rows) {
  const up = rows.findLastIndex((row) => row.bottom <= view.top);
  const down = rows.findIndex((row) => row.top >= view.bottom);
  return { up, down };
}

export class Jumps {
  #planned = false;

  constructor(page) {
    this.page = page;
    page.addEventListener("scroll", ({ target }) => target.id === "topics" && this.look(), { capture: true, passive: true });
    page.addEventListener("click", ({ target }) => this.#jump(target.closest?.("[data-jump]")));
    addEventListener("resize", () => this.look());
  }

  // Once in a frame, however much has changed.
  look() {
    if (this.#planned) return;
    this.#planned = true;
    requestAnimationFrame(() => {
      this.#planned = false;
      const found = this.#found();
      for (const button of this.page.querySelectorAll("[data-jump]")) button.hidden = !found[button.dataset.jump];
    });
  }

  #found() {
    const view = this.page.getElementById("topics")?.getBoundingClientRect();
    if (!view) return {};
    const links = [...this.page.querySelectorAll("#topics .topic-link.unread")];
    const { up, down } = outOfSight(view, links.map((link) => link.getBoundingClientRect()));
    return { up: links[up], down: links[down] };
  }

  #jump(button) {
    const link = button && this.#found()[button.dataset.jump];
    if (!link) return;
    link.scrollIntoView({ block: "center" });
    link.focus({ preventScroll: true });
  }
}
