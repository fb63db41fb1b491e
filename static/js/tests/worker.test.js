import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { runInNewContext } from "node:vm";

const code = await readFile(new URL("../offline/worker.js", import.meta.url), "utf8");

// Presses a notice about `message` while `pages` are open; answers what was done.
async function press(message, pages) {
  const listeners = {};
  const done = [];
  const clients = {
    matchAll: async ({ includeUncontrolled }) => pages.filter(({ ours = true }) => ours || includeUncontrolled).map(({ name }) => ({
      focus: async () => done.push(`focus ${name}`),
      navigate: async (address) => done.push(`${name} to ${address}`),
    })),
    openWindow: async (address) => done.push(`open ${address}`),
  };
  const self = { addEventListener: (type, listener) => { listeners[type] = listener; }, clients };
  runInNewContext(code, { self, KEPT: { version: "1", page: "/offline", files: [] }, location: { href: "https://x.example/worker.js" }, URL });
  let waited;
  const notification = { data: message === undefined ? null : { message }, close: () => done.push("close") };
  listeners.notificationclick({ notification, waitUntil: (promise) => { waited = promise; } });
  await waited;
  return done;
}

test("a press on a notice leads an open page to the message", async () => {
  assert.deepEqual(await press("m1", [{ name: "a" }, { name: "b" }]), ["close", "focus a", "a to /m/m1"]);
});

test("without a page that is ours another is opened", async () => {
  assert.deepEqual(await press("m1", []), ["close", "open /m/m1"]);
  assert.deepEqual(await press("m1", [{ name: "a", ours: false }]), ["close", "open /m/m1"]);
});

test("a notice about no message brings the page to the front", async () => {
  assert.deepEqual(await press(undefined, [{ name: "a" }]), ["close", "focus a"]);
  assert.deepEqual(await press(undefined, []), ["close", "open /"]);
});
