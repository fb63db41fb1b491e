import assert from "node:assert/strict";
import test from "node:test";

globalThis.window = globalThis;
const { askPermission, isPossible, showNotice } = await import("../live/outside.js");
const NOTICE = { title: "Ada, boats", text: "x".repeat(200), topic: "t1", message: "m1" };

// A browser with notices. `answer`: what somebody says when they are asked.
function browser({ permission = "granted", answer = "granted", throws = false, worker } = {}) {
  const seen = { made: [], closed: 0, focused: 0, went: [] };
  globalThis.Notification = class {
    static permission = permission;
    static requestPermission = async () => answer;
    constructor(title, options) {
      if (throws) throw new TypeError("Illegal constructor");
      Object.assign(this, { title, options });
      seen.made.push(this);
    }
    close() { seen.closed += 1; }
  };
  const serviceWorker = worker && { ready: Promise.resolve(worker) };
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { serviceWorker } });
  globalThis.focus = () => { seen.focused += 1; };
  globalThis.location = { assign: (address) => seen.went.push(address) };
  return seen;
}

test("a notice is short, silent and one for each topic, and can be put away", () => {
  const seen = browser();
  const close = showNotice(NOTICE);

  const [{ title, options }] = seen.made;
  assert.deepEqual([title, options], ["Ada, boats", { body: "x".repeat(140), tag: "t1", silent: true }]);
  close();
  assert.equal(seen.closed, 1);
});

test("a click on it leads to the message, and one about nothing leads nowhere", () => {
  const seen = browser();
  showNotice(NOTICE);
  showNotice({ ...NOTICE, message: undefined });
  for (const notice of seen.made) notice.onclick();

  assert.deepEqual([seen.went, seen.focused, seen.closed], [["/m/m1"], 2, 2]);
});

test("without permission nothing is shown, nor where neither pages nor workers may", () => {
  for (const permission of ["default", "denied"]) {
    const seen = browser({ permission });
    assert.equal(showNotice(NOTICE), null);
    assert.equal(seen.made.length, 0);
  }
  browser({ throws: true });
  assert.equal(showNotice(NOTICE), null);
});

test("where pages may not show one, the worker does, and takes it away", async () => {
  const calls = [];
  const registration = {
    showNotification: async (...given) => { calls.push(given); },
    getNotifications: async ({ tag }) => [{ close: () => calls.push(`closed ${tag}`) }],
  };
  browser({ throws: true, worker: registration });

  await showNotice(NOTICE)();

  assert.deepEqual(calls, [["Ada, boats", { body: "x".repeat(140), tag: "t1", silent: true, data: { message: "m1" } }], "closed t1"]);
  registration.showNotification = async () => { throw new TypeError("no permission"); };
  registration.getNotifications = assert.fail;
  await showNotice(NOTICE)();
});

test("only a plain yes is a permission, and a browser without notices is not asked", async () => {
  browser();
  assert.equal(await askPermission(), true);
  browser({ answer: "default" });
  assert.equal(await askPermission(), false);
  delete globalThis.Notification;
  assert.deepEqual([isPossible(), await askPermission(), showNotice(NOTICE)], [false, false, null]);
});
