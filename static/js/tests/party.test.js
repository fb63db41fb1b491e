import assert from "node:assert/strict";
import test from "node:test";

import { Party } from "../live/party.js";

test("a change makes its part of the page old, once for many changes", () => {
  const triggered = [];
  const timers = [];
  const party = new Party({ trigger: (part) => triggered.push(part), setTimeout: (job) => timers.push(job), random: () => 0.5 });
  party.take({ d: { change: "topic_created" } });
  party.take({ d: { change: "topic_updated" } });
  party.take({ d: { change: "member_joined" } });
  party.take({ d: { change: "something_new" } });
  timers.forEach((job) => job());

  assert.deepEqual(triggered, ["party-moved", "members-moved"]);
});
