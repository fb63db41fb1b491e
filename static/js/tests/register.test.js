import assert from "node:assert/strict";
import test from "node:test";

import { forget, startOffline } from "../offline/register.js";

function browser() {
  const page = new EventTarget();
  page.location = { href: "https://chat.example/" };
  const registered = [];
  const workers = {
    register: async (path, options) => registered.push([path, options]),
    getRegistrations: async () => registered.map(() => ({ unregister: async () => registered.pop() })),
  };
  const names = new Set(["offline-1", "old"]);
  const caches = { keys: async () => [...names], delete: async (name) => names.delete(name) };
  const submit = (action) => {
    const event = new Event("submit");
    Object.defineProperty(event, "target", { value: { action } });
    page.dispatchEvent(event);
    return new Promise((done) => { setTimeout(done, 5); });
  };
  return { page, workers, caches, names, registered, submit };
}

test("the worker is registered, and asked for anew each time", async () => {
  const { page, workers, caches, registered } = browser();
  await startOffline(page, { workers, caches });
  assert.deepEqual(registered, [["/sw.js", { updateViaCache: "none" }]]);
});

test("signing out takes the worker and all that it keeps away, other forms don't", async () => {
  const { page, workers, caches, names, registered, submit } = browser();
  await startOffline(page, { workers, caches });
  await submit("https://chat.example/accounts/profile");
  assert.equal(registered.length, 1);
  await submit("https://chat.example/accounts/logout/");
  assert.equal(registered.length, 0);
  assert.equal(names.size, 0);
});

test("a browser without workers, or that refuses one, is no trouble", async () => {
  const { page, caches } = browser();
  await startOffline(page, { workers: undefined, caches });
  await startOffline(page, { workers: { register: async () => { throw new Error("no"); } }, caches });
});

test("forgetting twice is the same as once", async () => {
  const { workers, caches, names } = browser();
  await forget({ workers, caches });
  await forget({ workers, caches });
  assert.equal(names.size, 0);
});
