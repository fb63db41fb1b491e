// The desk of somebody who is signed in: brings together what stands on it, and starts it in the order in which it is needed.

import { Announcer } from "../base/announcer.js";
import { breath } from "../base/breath.js";
import { bring } from "../base/bring.js";
import { choices } from "../base/choices.js";
import { Drafts } from "../composer/drafts.js";
import { makeHttp } from "../base/http.js";
import { OpenTopic } from "./open_topic.js";
import { Outbox } from "../composer/outbox.js";
import { Party } from "../live/party.js";
import { startPartyPage } from "../live/party_page.js";
import { Shelf } from "../composer/shelf.js";
import { Socket } from "../live/socket.js";

// What the page can't do without is fetched again by itself, after so many milliseconds.
const PAUSES = [1_000, 5_000, 20_000, 60_000];

// `csrf()` and `signIn()` are those of the page, `say` tells something to those who can't see it. Between its steps the browser
// may draw and listen.
export async function startDesk({ page, me, words, say, storage, timers, csrf, signIn }) {
  const { now: serverTime, expiresAt } = page.documentElement.dataset;
  // The device's clock may be wrong; the server's is what tokens go by.
  let skew = 0;
  const told = (time) => { skew = Date.now() - time; };
  told(Date.parse(serverTime));
  const now = () => Date.now() - skew;
  const party = makeParty({ page, me, timers });
  listenToHtmx(page, csrf, party); // before it begins: it does so as soon as this gives way
  await breath();
  const signedOut = () => {
    shelf.close(); // maybe from afar
    signIn();
  };
  // An old page, while somebody else has signed in here: nothing is to be written or sent under their name.
  const met = (user) => {
    if (user === me) return;
    shelf.close();
    location.reload();
  };
  const surely = (load) => bring(load, { pauses: PAUSES, ...timers });
  const { renew, wake } = makeRenewal({ page, me, met, told, csrf, now, timers, expiresAt, surely, onSignedOut: signedOut, onRenewed: () => socket.renewed() });
  const http = makeHttp({ fetch: fetch.bind(window), cookies: () => page.cookie, renew });
  const shelf = new Shelf({ storage, me });
  const drafts = new Drafts({ shelf, now: Date.now });
  const edits = new Drafts({ shelf, now: Date.now, kind: "edit" });
  const outbox = makeOutbox({ shelf, me, http, words, timers });
  const announcer = new Announcer({ say, words, isSilent: () => choices.get("announce") === "off", ...timers });
  const presence = surely(() => import("../live/presence.js")).then(
    ({ Presence }) => new Presence({ page, me, onStranger: () => party.refresh("members-moved") }));
  const news = { is: null }; // what the server has drawn is right at first
  const send = (frame) => socket.send(frame);
  const topic = new OpenTopic({
    page, announcer, send, subscription: () => subscription(), onReached: () => socket.hurry(),
    desk: { me, http, words, say, timers, storage, outbox, drafts, edits, now, send },
  });
  const subscription = () => subscriptionOf({ page, topic, news: news.is });
  const onState = (state) => {
    topic.connection(state);
    if (state === "open" || state === "polling") outbox.hurry();
  };
  const socket = new Socket({
    open: () => new WebSocket(`${location.origin.replace("http", "ws")}/ws?v=1&format=html`),
    subscription,
    onFrame: makeTake({ topic, news, party, presence }),
    onState: (state) => (news.is ? news.is.line.socket(state) : onState(state)),
    renew, reload: () => location.reload(), signIn: signedOut,
    ticket: async () => (await http.send("POST", "/api/v1/ws-ticket")).ticket,
    ...timers, now: Date.now,
  });

  await breath();
  topic.open();
  await breath();
  startNewsLater({ page, me, http, words, say, timers, send, topic, party, socket, news, onState, met, wake, surely });
  surely(() => import("./later.js")).then(({ startLater }) => startLater({ page, me, http, words, say, timers, topic, drafts, outbox, onPanel: () => send(subscription()) }));
  addEventListener("online", () => outbox.hurry());
  addEventListener("storage", (event) => outbox.heard(event));
  socket.start();
  outbox.start();
}

// Keeps the sign-in fresh while the page is open. `renew` does it at once, and resolves to whether that went well; `wake` does it
// where a sleep was too long for it.
function makeRenewal({ page, me, met, told, csrf, now, timers, expiresAt, surely, onSignedOut, onRenewed }) {
  const renewer = surely(() => import("../live/renew.js")).then(({ makePost, Renewer, renewForHtmx }) => {
    const made = new Renewer({
      post: makePost({ fetch: fetch.bind(window), cookie: csrf }), locks: navigator.locks, channel: new BroadcastChannel("chatterbox"),
      me, met, told, now, onSignedOut, ...timers,
    });
    made.start(Date.parse(expiresAt));
    made.onRenewed(onRenewed);
    renewForHtmx(page.body, made);
    return made;
  });
  const renew = async () => (await renewer).renew();
  return { renew, wake: async () => (await renewer).isOver && renew() };
}

function makeOutbox({ shelf, me, http, words, timers }) {
  const post = async ({ id, topic, text, reply }) => {
    const said = { client_id: id, text, reply_to: reply?.id ?? null };
    return (await http.send("POST", `/api/v1/topics/${topic}/messages`, said)).message;
  };
  return new Outbox({ shelf, me, crypto, locks: navigator.locks, now: Date.now, tooOld: words("too-old"), post, ...timers });
}

function makeParty({ page, me, timers }) {
  return new Party({
    me, trigger: (part) => window.htmx?.trigger(page.body, part),
    isOpen: (id) => page.getElementById("messages")?.dataset.topic === id,
    ...startPartyPage(page), ...timers,
  });
}

// What this page wants to hear of: its topic, what may become unread, and by name the people of its panel.
function subscriptionOf({ page, topic, news }) {
  const members = page.getElementById("members")?.dataset.party;
  const parties = [...page.querySelectorAll(".party-link[data-party]")].map((link) => link.dataset.party);
  return { op: "sub", parties, members: members ? [members] : [], watch: news?.watched ?? [], ...topic.conversation?.subscription() };
}

// `news.is` is what counts, once it is there; `presence` a promise of who shows who is here.
function makeTake({ topic, news, party, presence }) {
  return (frame) => {
    const { conversation } = topic;
    if (frame.op === "event" && frame.t === "presence") presence.then((people) => people.take(frame.party, frame.d));
    else if (frame.op === "event" && (frame.t === "party" || frame.t === "me")) {
      party.take(frame);
      conversation?.heard(frame);
    } else {
      party.changed(frame);
      conversation?.take(frame);
    }
    news.is?.take(frame);
  };
}

async function startNewsLater({ page, me, http, words, say, timers, send, topic, party, socket, news, onState, met, wake, surely }) {
  const { startNews } = await surely(() => import("../live/news.js"));
  news.is = startNews({
    page, me, http, words, say, timers, send, onState, met, trigger: (part) => party.refresh(part), isConnected: socket.isOpen,
    reading: () => topic.conversation?.reading() ?? null, poll: () => topic.conversation?.poll() ?? true,
    onWake: () => wake().finally(() => socket.hurry()),
    unheard: (where) => topic.conversation?.unheard(where) && party.refresh("topic-moved"),
  });
}

function listenToHtmx(page, csrf, party) {
  page.body.addEventListener("htmx:configRequest", ({ detail }) => { detail.headers["X-CSRFToken"] = csrf(); });
  page.body.addEventListener("htmx:afterRequest", ({ detail: { requestConfig, xhr } }) => {
    party.fetched(requestConfig.triggeringEvent?.type, xhr.status);
  });
}
