// What the list of topics says of my words elsewhere: a pencil where I have begun something, an alarm where something was not
// sent. Not at the open one, whose words are in sight.

// The list comes from the server, which knows of neither, so it is marked again after each swap.
export function startMarks({ page, drafts, outbox, say, window }) {
  const put = (name, topics) => {
    const sign = page.getElementById(name);
    for (const link of page.querySelectorAll("#topics .topic-link[data-topic]")) {
      const wanted = topics.has(link.dataset.topic) && !link.hasAttribute("aria-current");
      const mark = link.querySelector(`.${name}`);
      if (mark && !wanted) mark.remove();
      if (!mark && wanted) link.querySelector(".topic-name").after(sign.content.cloneNode(true));
    }
  };
  const mark = () => {
    put("draft-mark", new Set(drafts.names()));
    put("failed-mark", outbox.refused());
  };
  outbox.listen((what, { topic }) => {
    mark();
    const link = page.getElementById(`topic-${topic}`);
    if (what === "refused" && link?.querySelector(".failed-mark")) say(link.textContent.trim());
  });
  page.body.addEventListener("htmx:afterSwap", ({ target }) => target.closest?.("#topics") && mark());
  page.addEventListener("topic:opened", mark);
  window.addEventListener("storage", mark);
  mark();
}
