// Notes of the house ("Ada joined") that follow each other: of more than three only the last stays, behind a button for the rest.

const MOST = 3;

// Runs of true in a list that are longer than MOST, as [from, to): those to fold, without the last of each.
export function runsToFold(isNote) {
  const runs = [];
  let from = 0;
  for (let place = 0; place <= isNote.length; place += 1) {
    if (isNote[place]) continue;
    if (place - from > MOST) runs.push([from, place - 1]);
    from = place + 1;
  }
  return runs;
}

// Folds anew what stands in one section. What somebody has opened stays open, also when more comes to it.
export function foldNotes(section, words) {
  const page = section.ownerDocument;
  const template = page.getElementById("system-fold");
  if (!template) return;
  const focused = section.querySelector(":scope > .folded button:focus") !== null;
  for (const fold of section.querySelectorAll(":scope > .folded")) fold.remove();
  const lines = [...section.children].filter((child) => !child.matches(".day-label, template"));
  for (const line of lines) if (line.matches("article.system-line")) line.hidden = false;
  for (const [from, to] of runsToFold(lines.map((line) => line.matches("article.system-line")))) {
    const run = lines.slice(from, to);
    if (run.some((line) => "opened" in line.dataset || `#${line.id}` === page.location?.hash)) continue;
    const fold = template.content.firstElementChild.cloneNode(true);
    const button = fold.querySelector("button");
    button.textContent = words("system-folded", { count: run.length });
    button.addEventListener("click", () => open(fold, run));
    for (const line of run) line.hidden = true;
    run[0].before(fold);
  }
  if (focused) section.querySelector(":scope > .folded button")?.focus({ preventScroll: true });
}

function open(fold, run) {
  for (const line of run) {
    line.hidden = false;
    line.dataset.opened = "";
  }
  fold.remove();
  run[0].tabIndex = -1;
  run[0].focus({ preventScroll: true });
}
