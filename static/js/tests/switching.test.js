import assert from "node:assert/strict";
import test from "node:test";

import { addressOf, spotOf, startSwitching, wayTo, withPlace } from "../conversation/switching.js";

const HERE = "https://chat.example/p/P/t/T1";

test("a link to another topic of the party is a way, to the same one as well", () => {
  assert.equal(wayTo("https://chat.example/p/P/t/T2", HERE), "/p/P/t/T2");
  assert.equal(wayTo("https://chat.example/p/P/t/T1", HERE), "/p/P/t/T1");
  assert.equal(wayTo("https://chat.example/p/P/t/T2?around=7#m-7", HERE), "/p/P/t/T2?around=7#m-7");
  assert.equal(wayTo("https://chat.example/m/M", HERE), "/m/M");
  assert.equal(wayTo("https://chat.example/p/P/t/T2?panel=unread", HERE), "/p/P/t/T2?panel=unread");
  const found = "/p/P/t/T2?panel=search&q=glue&with=U&where=topic&sort=new&around=7#m-7";
  assert.equal(wayTo(`https://chat.example${found}`, HERE), found);
});

test("what stands beside the messages says nothing of where they are", () => {
  assert.equal(spotOf(`${HERE}?panel=search&q=glue#m-3`), spotOf(HERE));
  for (const other of ["/p/P/t/T2", `${HERE}?around=3`, `${HERE}?date=2026-01-02`]) assert.notEqual(spotOf(other), spotOf(HERE));
});

test("no way: other parties, other sites, other pages, and places on this very page", () => {
  for (const href of [
    "https://chat.example/p/Q/t/T2", "https://else.example/p/P/t/T2", "https://chat.example/p/P", "https://chat.example/m/M/report",
    "https://chat.example/p/P/t/T1?before=9", `${HERE}#composer`,
  ]) assert.equal(wayTo(href, HERE), null, href);
  assert.equal(wayTo(HERE, "https://chat.example/p/P"), null);
});

test("a closed panel stays closed", () => {
  assert.equal(wayTo("https://chat.example/m/M", `${HERE}?panel=none`), "/m/M?panel=none");
  assert.equal(wayTo("https://chat.example/p/P/t/T2", `${HERE}?panel=none`), "/p/P/t/T2?panel=none");
  assert.equal(wayTo("https://chat.example/p/P/t/T2", `${HERE}?panel=people`), "/p/P/t/T2");
  assert.equal(wayTo("https://chat.example/p/P/t/T2?panel=unread", `${HERE}?panel=none`), "/p/P/t/T2?panel=unread");
});

test("a place is shown again with what is around it", () => {
  assert.equal(withPlace("/p/P/t/T1?before=3&panel=none#m-2", { n: 40, top: 3 }), "/p/P/t/T1?panel=none&around=40");
  assert.equal(withPlace("/p/P/t/T1?before=3#m-2", undefined), "/p/P/t/T1?before=3#m-2");
});

test("the end is shown again whatever the address says of places", () => {
  for (const place of ["around=3", "before=3", "after=3", "date=2026-01-02"]) {
    assert.equal(withPlace(`/p/P/t/T1?${place}&panel=none#m-3`, null), "/p/P/t/T1?panel=none");
  }
});

test("a link to a message leads to its topic, where the message is named", () => {
  assert.equal(addressOf(`${HERE}?around=12`, "/m/M"), "/p/P/t/T1?around=12#m-12");
  assert.equal(addressOf(`${HERE}?around=12&panel=none`, "/m/M?panel=none"), "/p/P/t/T1?around=12&panel=none#m-12");
  assert.equal(addressOf(HERE, "/p/P/t/T1#m-3"), "/p/P/t/T1#m-3");
});

const A = "/p/P/t/A";
const B = "/p/P/t/B";
const TOPIC = /\/t\/(\w+)/;
const settled = () => new Promise((resolve) => { setImmediate(resolve); });

// A browser that shows A, with a history; answers come when a test gives them. `run()` lets all timers pass. `path`, `state` and
// `type` are of the page that was loaded.
function stage(t, { path: loaded = A, state: kept = null, type = "navigate" } = {}) {
  const seen = { cleaned: [], opened: [], reloads: 0, replaced: [] };
  const [heard, asked, timers] = [{}, [], new Map()];
  let entries = [{ path: loaded, state: kept }];
  let at = 0;
  const location = {
    get pathname() { return entries[at].path.split("?")[0]; },
    get search() { const [, query] = entries[at].path.split("?"); return query ? `?${query}` : ""; },
    get href() { return `https://chat.example${entries[at].path}`; },
    hash: "", reload() { seen.reloads += 1; }, assign(path) { seen.assigned = path; },
  };
  const history = {
    get state() { return entries[at].state; },
    pushState(state, _, path) { entries = [...entries.slice(0, at + 1), { path, state }]; at += 1; },
    replaceState(state, _, path) {
      entries[at] = { path: path ?? entries[at].path, state };
      if (state) seen.replaced.push(state.place);
    },
  };
  const put = (all) => (name, job) => { all[name] = job; };
  const partOf = (topic) => {
    const main = {
      topic, dataset: {}, listening: [], asking: [], contains: () => false, replaceWith: (next) => { page.main = next; },
      querySelector: (wish) => (wish === "#messages" ? { dataset: { topic, party: "P" } } : null),
      querySelectorAll: (wish) => (wish === ".htmx-request" ? main.asking : main.listening),
    };
    return main;
  };
  const column = { removeAttribute() { column.gone = true; }, replaceChildren() {} };
  const desk = { dataset: { party: "P" } };
  const page = {
    main: partOf("A"), title: "", addEventListener: put(heard), dispatchEvent() {}, querySelectorAll: () => [],
    body: { addEventListener: put(heard) },
    getElementById(id) {
      if (id === "main") return page.main;
      if (id === "messages") return column;
      if (id === "skeleton") return { content: { cloneNode: () => null } };
      return id === "open-topic" ? {} : null;
    },
    querySelector: (wish) => (wish === ".desk" ? desk : wish === "#composer textarea" ? null : { focus() {} }),
    createElement: () => ({
      set innerHTML(topic) { this.content = { querySelector: (wish) => (wish === "#main" ? partOf(topic) : { textContent: topic }) }; },
    }),
  };
  Object.assign(globalThis, {
    location, history, addEventListener: put(heard),
    window: { htmx: { process() {}, trigger() {}, swap: (node, html, spec) => seen.cleaned.push([node, html, spec.swapStyle]) } },
  });
  t.mock.method(performance, "getEntriesByType", () => [{ type }]);
  startSwitching({
    page, open: (place) => seen.opened.push([page.main.topic, place]), close() {},
    place: () => (seen.place !== undefined || seen.hides ? seen.place : column.gone ? null : { n: 7, top: 3 }),
    http: { part: (address) => new Promise((answer) => { asked.push({ address, answer: () => answer({ html: TOPIC.exec(address)[1], url: `https://chat.example${address}` }) }); }) },
    timers: { setTimeout: (job, pause) => { const id = {}; timers.set(id, [job, pause]); return id; }, clearTimeout: (id) => timers.delete(id) },
  });
  return {
    seen, page, location, asked,
    length: () => entries.length,
    // What htmx does with the address of a panel: the entry that is left is emptied first.
    panel(path, how = "pushState") {
      history.replaceState({ htmx: true }, "");
      seen.replaced.pop();
      heard["htmx:beforeHistoryUpdate"]();
      history[how]({ htmx: true }, "", path);
      heard[how === "pushState" ? "htmx:pushedIntoHistory" : "htmx:replacedInHistory"]();
    },
    click(path) {
      const link = { href: `https://chat.example${path}`, matches: () => false };
      heard.click({ target: { closest: (wish) => (wish === "a[href]" ? link : null) }, button: 0, preventDefault() {} });
    },
    travel(step) {
      at += step;
      window.onpopstate({});
    },
    asks(event) {
      let goes = true;
      heard["htmx:beforeRequest"]({ ...event, preventDefault: () => { goes = false; } });
      return goes;
    },
    scroll: () => heard.scroll({ target: { matches: () => true } }),
    run() {
      for (const [id, [job]] of [...timers]) if (timers.delete(id)) job();
    },
    async answer(index) {
      asked[index].answer();
      await settled();
    },
  };
}

test("back, and forward again before an answer: the topic that the address says is shown", async (t) => {
  const desk = stage(t);
  desk.click(B);
  await desk.answer(0);
  assert.deepEqual([desk.page.main.topic, desk.location.pathname], ["B", B]);

  desk.travel(-1);
  desk.travel(1);
  await desk.answer(1);
  assert.equal(desk.page.main.topic, "B");
  await desk.answer(2);
  assert.deepEqual([desk.asked[2].address, desk.page.main.topic, desk.location.pathname], [B, "B", B]);

  desk.travel(0); // a place on the page that is shown
  assert.equal(desk.asked.length, 3);
});

test("answers to what a part has asked for come to nothing when another comes", async (t) => {
  const desk = stage(t);
  const [early, late] = [new EventTarget(), new EventTarget()];
  const isHeeded = (node) => node.dispatchEvent(new Event("htmx:beforeOnLoad", { cancelable: true }));
  const old = desk.page.main;
  old.asking = [early];
  desk.click(B);
  old.asking = [late];
  assert.deepEqual([isHeeded(early), isHeeded(late)], [false, true]);

  await desk.answer(0);
  assert.deepEqual([isHeeded(late), isHeeded(early)], [false, true]);
});

test("what of a part listens at the body is taken from it", async (t) => {
  const desk = stage(t);
  const title = {};
  desk.page.main.listening = [title];
  desk.click(B);
  assert.deepEqual(desk.seen.cleaned, []);
  await desk.answer(0);

  assert.deepEqual(desk.seen.cleaned, [[title, "", "delete"]]);
});

test("a part that goes asks for nothing more, and what is said in it is said", async (t) => {
  const desk = stage(t);
  const [inside, outside] = [{}, {}];
  desk.page.main.contains = (node) => node === inside;
  const asks = (target, verb = "get") => desk.asks({ target, detail: { requestConfig: { verb } } });
  assert.equal(asks(inside), true);
  desk.click(B);
  assert.deepEqual([asks(inside), asks(inside, "post"), asks(outside)], [false, true, true]);

  await desk.answer(0);
  desk.page.main.contains = (node) => node === inside;
  assert.equal(asks(inside), true);
});

test("the place where somebody was is kept once, before the list is emptied", async (t) => {
  const desk = stage(t);
  desk.scroll();
  desk.run();
  desk.click(B);
  desk.run(); // the skeleton shows, and the list scrolls
  desk.scroll();
  desk.run();
  desk.click("/p/P/t/C");
  assert.deepEqual(desk.seen.replaced, [{ n: 7, top: 3 }, { n: 7, top: 3 }]);

  await desk.answer(1);
  assert.equal(desk.page.main.topic, "C");
  desk.scroll();
  desk.run();
  assert.equal(desk.seen.replaced.length, 3);
});

test("back from a panel leads to where one reads, also where the conversation did not show", async (t) => {
  const desk = stage(t);
  desk.panel(`${A}?panel=people`);
  desk.seen.place = { n: 5, top: 1 };
  desk.travel(-1);
  await desk.answer(0);
  assert.deepEqual([desk.asked[0].address, desk.seen.opened], [`${A}?around=5`, [["A", { n: 5, top: 1 }]]]);

  desk.panel(`${A}?panel=people`);
  [desk.seen.place, desk.seen.hides] = [undefined, true]; // a phone
  desk.panel(`${A}?panel=search&q=g`, "replaceState");
  desk.panel(`${A}?panel=search&q=gl`, "replaceState");
  desk.travel(-1);
  await desk.answer(1);
  assert.deepEqual(desk.seen.opened.at(-1), ["A", { n: 5, top: 1 }]);
});

test("forward to a topic with a panel leads to where one read beside it", async (t) => {
  const desk = stage(t);
  desk.panel(`${A}?panel=people`);
  desk.click(B);
  await desk.answer(0);
  desk.travel(-2);
  await desk.answer(1);
  desk.travel(1);
  await desk.answer(2);
  assert.deepEqual(desk.seen.opened.slice(1), [["A", { n: 7, top: 3 }], ["A", { n: 7, top: 3 }]]);
});

test("the topic that is open, pressed again, is no further step", async (t) => {
  const desk = stage(t);
  desk.click(A);
  await desk.answer(0);
  assert.equal(desk.length(), 1);
  desk.click(`${A}?around=3#m-3`);
  await desk.answer(1);
  assert.equal(desk.length(), 2);
});

test("back to where one had read to the end leads to the end, though the address names a message", async (t) => {
  const desk = stage(t);
  desk.click(`${A}?around=3#m-3`);
  await desk.answer(0);
  desk.seen.place = null;
  desk.click(B);
  await desk.answer(1);
  desk.travel(-1);
  await desk.answer(2);

  assert.equal(desk.asked[2].address, A);
  assert.deepEqual(desk.seen.opened, [["A", undefined], ["B", undefined], ["A", null]]);
});

test("a page that comes back by a load is asked for again where it does not show what one read", (t) => {
  for (const [path, place, asked] of [
    [`${A}?around=3`, null, [A]], [A, null, []], [`${A}?panel=search&q=two%20words`, null, []], [A, { n: 7, top: 3 }, [`${A}?around=7`]], [`${A}?around=3`, undefined, []],
  ]) {
    const desk = stage(t, { path, state: { place }, type: "back_forward" });
    assert.deepEqual(desk.asked.map(({ address }) => address), asked, path);
  }
  assert.deepEqual(stage(t, { path: `${A}?around=3`, state: { place: null } }).asked, []);
});
