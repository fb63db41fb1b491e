import assert from "node:assert/strict";
import test from "node:test";

import { sourcesOf } from "../composer/sources.js";

// A server that knows some names, and counts how often it is asked for them.
function fakes({ names }) {
  const state = { names, time: 1_000_000, asked: [], fails: false };
  const item = (name) => ({ dataset: { id: name, name, words: name } });
  const list = ({ names: shown }) => ({ dataset: { whole: "", everyone: String(shown.length), here: "1" }, querySelectorAll: () => shown.map(item) });
  const page = {
    createElement: () => ({ set innerHTML(html) { this.content = { querySelector: () => list(JSON.parse(html)) }; } }),
    querySelectorAll: () => [],
  };
  const fragment = async (query) => {
    state.asked.push(query);
    if (state.fails) throw new Error("no line");
    return JSON.stringify({ names: state.names });
  };
  const sources = sourcesOf({ page, fragment, now: () => state.time });
  return { state, sources, found: async (letters) => (await sources.people(letters)).map(({ insert }) => insert) };
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
  sources.forget();
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
