// To which message the composer's next one replies: said above the field, and sent along with it.

const EXCERPT = 120;

// {id, name, excerpt} of what is being replied to, or null.
export function currentReply(page = document) {
  const note = noteOf(page);
  const id = note?.form.elements.reply_to.value;
  return id ? { id, name: note.name.textContent, excerpt: note.excerpt.textContent } : null;
}

// `reply`: an article, {id, name, excerpt}, or null for none. Whoever keeps drafts hears of it by `reply:changed` at the form.
export function replyTo(reply, page = document, { focus = true } = {}) {
  const note = noteOf(page);
  if (!note) return;
  const { id = "", name = "", excerpt = "" } = reply?.dataset ? partsOf(reply) : reply ?? {};
  note.form.elements.reply_to.value = id;
  note.name.textContent = name;
  note.excerpt.textContent = excerpt;
  note.line.hidden = !id;
  note.form.dispatchEvent(new CustomEvent("reply:changed", { bubbles: true }));
  if (id && focus) note.form.querySelector("textarea").focus();
}

// Whether there was one.
export function clearReply(page = document) {
  const had = currentReply(page) !== null;
  if (had) replyTo(null, page);
  return had;
}

// The line that quotes it in a message that is still on its way, as the server will draw it.
export function replyLine({ id, name, excerpt }, page = document) {
  const line = page.getElementById("reply-line").content.firstElementChild.cloneNode(true);
  line.href = `/m/${id}`;
  line.querySelector("b").textContent = name;
  line.querySelector(".one-line").textContent = excerpt;
  return line;
}

export function excerptOf(text) {
  const line = text.split(/\s+/).filter(Boolean).join(" ");
  const signs = [...line];
  return signs.length <= EXCERPT ? line : `${signs.slice(0, EXCERPT - 1).join("").trimEnd()}…`;
}

// What a message says, without what the page adds to it: "(edited)", the heads of code.
export function textOf(article) {
  const text = article.querySelector(".message-text").cloneNode(true);
  for (const extra of text.querySelectorAll(".edited, figcaption")) extra.remove();
  return text.textContent;
}

function partsOf(article) {
  const name = article.querySelector(".author").textContent.trim();
  return { id: article.dataset.id, name, excerpt: excerptOf(textOf(article)) };
}

function noteOf(page) {
  const form = page.getElementById("composer");
  const line = form?.querySelector(".reply-note");
  if (!line) return null;
  return { form, line, name: line.querySelector("[data-reply-name]"), excerpt: line.querySelector("[data-reply-excerpt]") };
}
