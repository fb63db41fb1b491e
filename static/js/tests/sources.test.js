import assert from "node:assert/strict";
import test from "node:test";

import { sourcesOf } from "../composer/sources.js";

// A server that knows some names, and counts how often it is asked for them. Of `most` at once; `speakers` and `topics` are on
// the page. `outside`: who can't see the topic, by name what they are called; `note`: there is a note for those.
function fakes({ names, most = 500, speakers = [], topics = [], outside = {}, note = false }) {
  const state = { names, outside, time: 1_000_000, asked: [], fails: false };
  const item = (name) => ({ dataset: { id: name, name, words: name, ...(name in state.outside && { outside: state.outside[name] }) } });
  const bold = {};
  const template = note ? { content: { firstElementChild: { querySelector: () => bold } } } : null;
  const list = ({ names: shown, whole }) => ({
    dataset: { ...(whole && { whole: "" }), everyone: String(state.names.length), here: "1" }, querySelectorAll: () => shown.map(item),
  });
  const link = ([name, href]) => ({ href, querySelector: () => ({ textContent: ` ${name} ` }) });
  const page = {
    createElement: () => ({ set innerHTML(html) { this.content = { querySelector: (part) => (part === "ul" ? list(JSON.parse(html)) : template) }; } }),
    querySelectorAll: (selector) => (selector === ".topic-link[data-topic]" ? topics.map(link) : speakers.map((author) => ({ dataset: { author } }))),
  };
  const fragment = async (query) => {
    state.asked.push(query);
    if (state.fails) throw new Error("no line");
    const whole = state.names.length <= most;
    return JSON.stringify({ names: whole ? state.names : state.names.filter((name) => name.startsWith(query)).slice(0, most), whole });
  };
  const sources = sourcesOf({ page, fragment, now: () => state.time });
  const told = async (text) => ((await sources.outside(text)) ? bold.textContent : null);
  return { state, sources, told, found: async (letters) => (await sources.people(letters)).map(({ insert }) => insert) };
}

test("the server is asked once for everybody, however many letters come", async () => {
  const { state, sources, found } = fakes({ names: ["ada", "bo"] });

  assert.deepEqual(await found("a"), ["@ada"]);
  assert.deepEqual(await found("ad"), ["@ada"]);
  assert.equal((await sources.everybody()).everyone, 2);
  assert.deepEqual(state.asked, [""]);
});

test("who has come since is found once somebody says so, or after some minutes", async () => {
  const { state, sources, found } = fakes({ names: ["ada"] });
  await found("");
  state.names = ["ada", "bo"];
  assert.deepEqual(await found("b"), []);
  sources.heard("read"); // by me, at another device or here
  assert.deepEqual(await found("b"), []);
  sources.heard("member_joined");
  assert.deepEqual(await found("b"), ["@bo"]);

  state.names = ["ada", "bo", "eve"];
  state.time += 299_000;
  assert.deepEqual(await found("e"), []);
  state.time += 1_000;
  assert.deepEqual(await found("e"), ["@eve"]);
  assert.equal((await sources.everybody()).everyone, 3);
});

test("an answer that did not come is asked for again at the next letter", async () => {
  const { state, found } = fakes({ names: ["ada"] });
  state.fails = true;
  await assert.rejects(found("a"));
  state.fails = false;

  assert.deepEqual(await found("a"), ["@ada"]);
});

test("of more people than come at once, those are asked for whom the letters fit", async () => {
  const { state, found } = fakes({ names: ["ada", "adi", "bea", "bo", "zoe"], most: 2 });

  assert.deepEqual(await found(""), ["@ada", "@adi"]);
  assert.deepEqual(await found("z"), ["@zoe"]);
  assert.deepEqual(await found("b"), ["@bea", "@bo"]);
  assert.deepEqual(state.asked, ["", "z", "b"]);
});

test("who spoke last comes first", async () => {
  const { found } = fakes({ names: ["ada", "adi", "adele"], speakers: ["adi", "ada", "adele", "ada"] });

  assert.deepEqual(await found("ad"), ["@ada", "@adele", "@adi"]);
});

test("a topic is named by a link to it, whatever signs are in its name", async () => {
  const { sources } = fakes({ names: [], topics: [["general", "/p/P/t/1"], ["Été [2026] \\o/", "/p/P/t/2"]] });
  const inserts = async (letters) => (await sources.topics(letters)).map(({ insert }) => insert);

  assert.deepEqual(await inserts("gen"), ["[#general](/p/P/t/1)"]);
  assert.deepEqual(await inserts("ete"), ["[#Été \\[2026\\] \\\\o/](/p/P/t/2)"]);
  assert.deepEqual(await inserts("x"), []);
});

test("of somebody who is named and can't see the topic it is said, until they can", async () => {
  const { state, sources, told } = fakes({ names: ["ada", "cid"], outside: { cid: "Cid Blue" }, note: true });
  assert.equal(await told("cid"), null);
  assert.deepEqual(state.asked, []);

  for (const text of ["@cid", "so, @Cid.", "@ada and @cid!"]) assert.equal(await told(text), "Cid Blue", text);
  for (const text of ["@ada", "cid", "@cida", "mail@cid", "https://x.org/@cid"]) assert.equal(await told(text), null, text);
  state.outside = {};
  sources.heard("topic_updated");
  assert.equal(await told("@cid"), null);
});

test("whoever may let nobody in is told nothing of it", async () => {
  const { told } = fakes({ names: ["cid"], outside: { cid: "Cid Blue" } });

  assert.equal(await told("@cid"), null);
});
