// What one does with messages, for one open topic: reactions, tools, heads on code, folded notes. It comes when the messages are
// on the page already, so that they need not wait for it.

import { bringAt } from "../base/bring.js";
import { clearReply, currentReply } from "./reply.js";
import { foldNotes } from "./folds.js";
import { makeToast } from "../base/toast.js";
import { Reactions } from "./reactions.js";
import { Refused } from "../base/http.js";
import { Tools } from "./tools.js";

const MODERATORS = ["owner", "admin", "moderator"];

// `desk`: {page, me, topic, http, words, timers, storage, kept, viewer, timeline, scroller, reader, shown, reached}.
export function startHandling({ column, desk, signal }) {
  const { page, me, http, words, timers, viewer, timeline, scroller, reached } = desk;
  const toast = makeToast({ page, ...timers });
  const sentence = (error) => (error instanceof Refused && error.message ? error.message : words("not-through"));
  const refused = (error) => toast(sentence(error));
  const reactions = new Reactions({ page, me, http, words, refused, reached, change: (change) => timeline.change(change) });
  const tools = new Tools({ column, signal, desk: { ...desk, toast, sentence, refused, reactions } });

  const handling = {
    learn: () => reactions.learn(column),
    hear: (item, old, article) => reactions.hear(item, old, article),
    group: (section) => foldNotes(section, words),
    mark(article) {
      reactions.mark(article);
      leadToRevisions(article, column.dataset.role);
      for (const code of article.querySelectorAll(".message-text pre:not(.code-block pre)")) frameCode(code);
    },
  };
  column.addEventListener("message:changed", ({ target }) => target.dataset.state === "deleted" && unquote(target, column, words), { signal });
  const change = (work) => {
    const release = scroller.atEnd() ? null : scroller.hold();
    timeline.change(work);
    release?.();
  };
  viewer.handle(handling, { column, change, signal });
  swipeLater({ page, column, tools, signal });
  return tools;
}

// For whoever touches the messages at all.
function swipeLater({ page, column, tools, signal }) {
  bringAt(column, ["touchstart"], () => import("./swipe.js"), ({ startSwipe }) => startSwipe({
    column, signal, may: (article) => tools.may(article).has("reply"), reply: (article) => tools.do("reply", article),
    sign: () => page.getElementById("pull-sign").content.firstElementChild.cloneNode(true),
  }), signal);
}

// What a message said before is for its author and for moderators, as long as they are it.
function leadToRevisions(article, role) {
  const edited = article.querySelector(".edited");
  const may = article.classList.contains("mine") || MODERATORS.includes(role);
  if (!edited || may === (edited.localName === "a")) return;
  const sign = article.ownerDocument.createElement(may ? "a" : "span");
  Object.assign(sign, { className: "edited", title: edited.title, textContent: edited.textContent });
  sign.dataset.at = edited.dataset.at;
  if (may) sign.href = `/m/${article.dataset.id}/revisions`;
  edited.replaceWith(sign);
}

// A head with the language and a button, around code as the server draws it.
function frameCode(code) {
  const page = code.ownerDocument;
  const head = page.getElementById("code-head").content.firstElementChild.cloneNode(true);
  const figure = page.createElement("figure");
  figure.className = "code-block";
  head.firstElementChild.textContent = code.dataset.language ?? "";
  code.replaceWith(figure);
  figure.append(head, code);
}

// Words that were deleted stand in no answer to them either, also in none that is being written.
function unquote({ dataset: { id }, ownerDocument: page }, column, words) {
  if (currentReply(page)?.id === id) clearReply(page);
  for (const quote of column.querySelectorAll(`.reply-to[href$="/m/${id}"] .one-line`)) quote.textContent = words("deleted-quote");
}
