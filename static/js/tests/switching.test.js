import assert from "node:assert/strict";
import test from "node:test";

import { addressOf, wayTo, withPlace } from "../conversation/switching.js";

const HERE = "https://chat.example/p/P/t/T1";

test("a link to another topic of the party is a way, to the same one as well", () => {
  assert.equal(wayTo("https://chat.example/p/P/t/T2", HERE), "/p/P/t/T2");
  assert.equal(wayTo("https://chat.example/p/P/t/T1", HERE), "/p/P/t/T1");
  assert.equal(wayTo("https://chat.example/p/P/t/T2?around=7#m-7", HERE), "/p/P/t/T2?around=7#m-7");
  assert.equal(wayTo("https://chat.example/m/M", HERE), "/m/M");
  assert.equal(wayTo("https://chat.example/p/P/t/T2?panel=unread", HERE), "/p/P/t/T2?panel=unread");
});

test("no way: other parties, other sites, other pages, and places on this very page", () => {
  for (const href of [
    "https://chat.example/p/Q/t/T2", "https://else.example/p/P/t/T2", "https://chat.example/p/P", "https://chat.example/m/M/report",
    "https://chat.example/p/P/t/T1?before=9", `${HERE}#composer`,
  ]) assert.equal(wayTo(href, HERE), null, href);
  assert.equal(wayTo(HERE, "https://chat.example/p/P"), null);
});

test("a closed panel stays closed", () => {
  assert.equal(wayTo("https://chat.example/p/P/t/T2", `${HERE}?panel=none`), "/p/P/t/T2?panel=none");
  assert.equal(wayTo("https://chat.example/p/P/t/T2", `${HERE}?panel=people`), "/p/P/t/T2");
  assert.equal(wayTo("https://chat.example/p/P/t/T2?panel=unread", `${HERE}?panel=none`), "/p/P/t/T2?panel=unread");
});

test("a place is shown again with what is around it", () => {
  assert.equal(withPlace("/p/P/t/T1?before=3&panel=none#m-2", { n: 40, top: 3 }), "/p/P/t/T1?panel=none&around=40");
  assert.equal(withPlace("/p/P/t/T1?before=3", null), "/p/P/t/T1?before=3");
});

test("a link to a message leads to its topic, where the message is named", () => {
  assert.equal(addressOf(`${HERE}?around=12`, "/m/M"), "/p/P/t/T1?around=12#m-12");
  assert.equal(addressOf(HERE, "/p/P/t/T1#m-3"), "/p/P/t/T1#m-3");
});
