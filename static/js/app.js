// Starts what the page has. Every other module does one thing and starts nothing by itself.

import { Announcer } from "./base/announcer.js";
import { choices } from "./base/choices.js";
import { isPlainClick } from "./base/clicks.js";
import { startConversation } from "./conversation/conversation.js";
import { Drafts, startDraftMarks } from "./composer/drafts.js";
import { forgetAtSignOut, Shelf, storageOf } from "./composer/shelf.js";
import { cookieOf, makeHttp } from "./base/http.js";
import { Outbox } from "./composer/outbox.js";
import { Party } from "./live/party.js";
import { startPartyPage } from "./live/party_page.js";
import { Socket } from "./live/socket.js";
import { wordsOf } from "./base/words.js";

// Changes of a message that may make the list of pins old.
const PINNING = new Set(["pinned", "unpinned", "edited", "deleted", "restored"]);
const root = document.documentElement;
const timers = { setTimeout: setTimeout.bind(window), clearTimeout: clearTimeout.bind(window), random: Math.random };
const words = wordsOf(document);
const csrf = () => cookieOf(document.cookie, "csrftoken");
const signIn = () => location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`);
const say = (sentence) => {
  const region = document.getElementById("announcer");
  if (region) region.textContent = sentence;
};

const storage = storageOf(window);

document.querySelector(".section-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
forgetAtSignOut(document, storage);
startPasskeysLater();
startWhatIsShown();
document.addEventListener("topic:opened", startWhatIsShown);
// What a device keeps for later waits until the page is there.
addEventListener("load", async () => {
  const { startOffline } = await import("./offline/register.js");
  startOffline(document, { workers: navigator.serviceWorker, caches: window.caches });
}, { once: true });
sendKeptForm(document.querySelector("form[data-renewal]"));
document.querySelector("form[data-ready]")?.requestSubmit(); // its button was pressed before: see messaging/entering.py
if (root.dataset.userId) startDesk(root.dataset.userId);

// Few pages have such a form. One that is sent before its script is there is sent again then.
async function startPasskeysLater() {
  if (!document.querySelector("form[data-passkey]")) return;
  let sent = null;
  const hold = (event) => {
    if (!event.target.matches("[data-passkey]")) return;
    event.preventDefault();
    sent = event.target;
  };
  document.addEventListener("submit", hold);
  const { startPasskeys } = await import("./account/passkeys.js");
  document.removeEventListener("submit", hold);
  startPasskeys(document, words, { credentials: navigator.credentials });
  sent?.requestSubmit();
}

// Parts that few pages have are fetched by those that have them.
async function startWhatIsShown() {
  const has = (selector) => document.querySelector(selector) !== null;
  if (has("[data-theme-chooser]")) (await import("./account/theme.js")).startTheme(document);
  if (has("[data-picture-form]")) (await import("./account/picture.js")).startPicture(document);
  if (has("#device-switches")) (await import("./live/switches.js")).startSwitches(document);
  if (has("[data-copy]")) (await import("./base/clipboard.js")).startClipboard(document.getElementById("main") ?? document, words, say);
}

// A form that only waited for a renewal goes on by itself; when that fails, its button is still there.
async function sendKeptForm(form) {
  if (!form) return;
  try {
    const { makePost } = await import("./live/renew.js");
    const { status } = await makePost({ fetch: fetch.bind(window), cookie: csrf })();
    if (status === 200) form.submit();
  } catch {
    form.querySelector("button").focus();
  }
}

function startDesk(me) {
  // The device's clock may be wrong; the server's is what tokens go by.
  const skew = Date.now() - Date.parse(root.dataset.now);
  const renewer = import("./live/renew.js").then(({ makePost, Renewer }) => {
    const made = new Renewer({
      post: makePost({ fetch: fetch.bind(window), cookie: csrf }), locks: navigator.locks, channel: new BroadcastChannel("chatterbox"),
      now: () => Date.now() - skew, onSignedOut: signIn, ...timers,
    });
    made.start(Date.parse(root.dataset.expiresAt));
    made.onRenewed(() => socket.renewed());
    return made;
  });
  const renew = async () => (await renewer).renew();
  const http = makeHttp({ fetch: fetch.bind(window), cookies: () => document.cookie, renew });
  startCards(http);
  const trigger = (part) => window.htmx?.trigger(document.body, part);
  const isOpen = (id) => document.getElementById("messages")?.dataset.topic === id;
  const party = new Party({ trigger, me, isOpen, ...startPartyPage(document), ...timers });
  const presence = import("./live/presence.js").then(
    ({ Presence }) => new Presence({ page: document, me, onStranger: () => party.refresh("members-moved") }));
  const announcer = new Announcer({ say, words, isSilent: () => choices.get("announce") === "off", ...timers });
  const shelf = new Shelf({ storage, me });
  const drafts = new Drafts({ shelf, now: Date.now });
  const outbox = new Outbox({
    shelf, me, crypto, locks: navigator.locks, now: Date.now, tooOld: words("too-old"), ...timers,
    post: async ({ id, topic, text, reply }) =>
      (await http.send("POST", `/api/v1/topics/${topic}/messages`, { client_id: id, text, reply_to: reply?.id ?? null })).message,
  });
  const desk = { me, http, words, say, timers, storage, outbox, drafts, now: () => Date.now() - skew, send: (frame) => socket.send(frame) };
  const topic = { conversation: null, connection: "open", life: null };
  const close = () => topic.life?.abort();
  const open = (place) => {
    const left = topic.conversation?.topic;
    close();
    topic.life = new AbortController();
    const { signal } = topic.life;
    topic.conversation = startConversation({ page: document, desk, announcer, signal, place, onReached: () => socket.hurry() });
    topic.conversation?.connection(topic.connection);
    if (left && left !== topic.conversation?.topic) socket.send({ op: "unsub", topics: [left] });
    if (left) socket.send(subscription(topic.conversation, news));
  };

  let news = null; // what the server has drawn is right at first
  import("./live/news.js").then(({ startNews }) => {
    news = startNews({
      page: document, me, http, words, say, timers, send: (frame) => socket.send(frame), trigger: (part) => party.refresh(part),
      reading: () => topic.conversation?.reading() ?? null, isConnected: socket.isOpen, onState: connection,
      poll: () => topic.conversation?.poll() ?? true, onWake: () => socket.hurry(),
      unheard: (where) => topic.conversation?.unheard(where) && party.refresh("topic-moved"),
    });
  });
  function connection(state) {
    topic.connection = state;
    topic.conversation?.connection(state);
    if (state === "open" || state === "polling") outbox.hurry();
  }

  const socket = new Socket({
    open: () => new WebSocket(`${location.origin.replace("http", "ws")}/ws?v=1&format=html`),
    subscription: () => subscription(topic.conversation, news),
    onFrame: (frame) => take(frame, { conversation: topic.conversation, news, party, presence }),
    onState: (state) => {
      if (news) news.line.socket(state);
      else connection(state);
    },
    renew, reload: () => location.reload(),
    signIn: () => {
      shelf.close(); // this sign-in was ended, maybe from afar
      signIn();
    },
    ticket: async () => (await http.send("POST", "/api/v1/ws-ticket")).ticket,
    ...timers,
  });
  // Not needed before somebody has seen the page; until then what opens a dialog opens a page.
  import("./base/dialogs.js").then(({ startDialogs }) => {
    startDialogs({ page: document, load: (address) => http.fragment(address, "dialog"), say, words });
  });
  // Only Safari on a phone knows this, and it lays its keyboard over the page.
  if (window.visualViewport && CSS.supports("-webkit-touch-callout", "none")) {
    import("./base/keyboard.js").then(({ startKeyboard }) => startKeyboard(window));
  }
  import("./base/times.js").then(({ startTimes }) => startTimes(document));
  import("./base/panels.js").then(({ startPanels }) => {
    startPanels(document, { onChange: () => socket.send(subscription(topic.conversation, news)) });
  });
  import("./conversation/switching.js").then(({ startSwitching }) => {
    startSwitching({ page: document, http, timers, open, close, place: () => topic.conversation?.place() ?? null });
  });
  import("./base/keys.js").then(({ startKeys }) => startKeys({
    page: document,
    conversation: () => topic.conversation,
    openSwitcher: async () => (await import("./base/switcher.js")).openSwitcher({ page: document, http, me }),
  }));
  addEventListener("online", () => outbox.hurry());
  addEventListener("storage", (event) => outbox.heard(event));
  startDraftMarks({ page: document, drafts, window });
  listenToHtmx();
  open();
  socket.start();
  outbox.start();
}

// Who a name, a picture or a mention stands for is shown in a card; without a script names lead to a page.
function startCards(http) {
  document.addEventListener("click", async (event) => {
    const opener = event.target.closest?.("a.author, a.member, a[data-card], .mention[data-user], .message > .avatar");
    if (!opener || !isPlainClick(event)) return;
    event.preventDefault();
    const { openCard, personAt } = await import("./people/card.js");
    const address = personAt(opener, document.querySelector(".desk")?.dataset.party, location.origin);
    if (address) openCard(document, opener, address, (path) => http.fragment(path, "profile-card")).catch(() => location.assign(address));
  });
}

// What this page wants to hear of: its topic, what may become unread, and by name the people of its panel.
function subscription(conversation, news) {
  const members = document.getElementById("members")?.dataset.party;
  const parties = [...document.querySelectorAll(".party-link[data-party]")].map((link) => link.dataset.party);
  return { op: "sub", parties, members: members ? [members] : [], watch: news?.watched ?? [], ...conversation?.subscription() };
}

function take(frame, { conversation, news, party, presence }) {
  if (frame.op === "event" && frame.t === "presence") presence.then((people) => people.take(frame.party, frame.d));
  else if (frame.op === "event" && (frame.t === "party" || frame.t === "me")) {
    party.take(frame);
    conversation?.heard(frame);
  } else {
    if (PINNING.has(frame.change)) party.refresh("pins-moved");
    conversation?.take(frame);
  }
  news?.take(frame);
}

function listenToHtmx() {
  document.body.addEventListener("htmx:configRequest", ({ detail }) => { detail.headers["X-CSRFToken"] = csrf(); });
  // Signed out or expired between two renewals: the whole page goes through the door again.
  document.body.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status === 401) location.reload();
  });
}
