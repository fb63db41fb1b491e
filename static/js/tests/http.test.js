import assert from "node:assert/strict";
import test from "node:test";

import { cookieOf, makeHttp, Refused, tellZone, Unreachable } from "../base/http.js";

function answer(status, shape, type = "application/json") {
  const headers = new Headers({ "Content-Type": type });
  return { status, ok: status < 400, headers, json: async () => shape, text: async () => shape };
}

function fakes(answers, { renewed = true } = {}) {
  const calls = [];
  const renewals = [];
  const fetch = async (path, options) => {
    calls.push({ path, ...options });
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  const renew = async () => { renewals.push(1); return renewed; };
  const http = makeHttp({ fetch, cookies: () => "a=1; csrftoken=t%20k", renew });
  return { http, calls, renewals };
}

test("a cookie is found by its whole name", () => {
  assert.equal(cookieOf("xcsrftoken=no; csrftoken=yes", "csrftoken"), "yes");
  assert.equal(cookieOf("", "csrftoken"), "");
});

test("the zone of the device is told once, and again when it is another", () => {
  const told = [];
  const page = { get cookie() { return told.at(-1)?.split("; ")[0] ?? ""; }, set cookie(value) { told.push(value); } };

  tellZone(page, { zone: "Asia/Tokyo" });
  tellZone(page, { zone: "Asia/Tokyo" });
  tellZone(page, { zone: "Etc/GMT+5", isSecure: true });
  tellZone(page, { zone: "" });

  assert.deepEqual(told, [
    "zone=Asia/Tokyo; path=/; max-age=31536000; samesite=lax",
    "zone=Etc/GMT+5; path=/; max-age=31536000; samesite=lax; secure",
  ]);
});

test("a post carries the CSRF token and JSON, a get neither", async () => {
  const { http, calls } = fakes([answer(201, { message: 1 }), answer(200, {})]);

  assert.deepEqual(await http.send("POST", "/api/v1/x", { text: "hi" }), { message: 1 });
  await http.send("GET", "/api/v1/x");

  assert.equal(calls[0].headers["X-CSRFToken"], "t k");
  assert.equal(calls[0].body, '{"text":"hi"}');
  assert.ok(!("X-CSRFToken" in calls[1].headers));
  assert.equal(calls[1].body, undefined);
});

test("an expired token is renewed and the request repeated once, with the same body", async () => {
  const { http, calls, renewals } = fakes([answer(401, { code: "token_expired" }), answer(201, { ok: 1 })]);

  await http.send("POST", "/p", { client_id: "c" });

  assert.equal(renewals.length, 1);
  assert.equal(calls[0].body, calls[1].body);
});

test("a token that stays expired is a refusal, not a loop", async () => {
  const { http, calls } = fakes([answer(401, { code: "token_expired" }), answer(401, { code: "token_expired" })]);

  await assert.rejects(http.send("GET", "/p"), (error) => error instanceof Refused && error.code === "token_expired");
  assert.equal(calls.length, 2);
});

test("a failed renewal leaves the refusal as it is", async () => {
  const { http, calls } = fakes([answer(401, { code: "token_expired" })], { renewed: false });

  await assert.rejects(http.send("GET", "/p"), Refused);
  assert.equal(calls.length, 1);
});

test("a part of a page is asked for again after a renewal, though its refusal says no code", async () => {
  const { http, calls, renewals } = fakes([answer(401, "<h1>", "text/html"), answer(200, "<p>hi</p>", "text/html")]);

  assert.equal(await http.fragment("/p/1", "dialog"), "<p>hi</p>");
  assert.deepEqual([renewals.length, calls.length], [1, 2]);
});

test("nobody who is signed out of the API is renewed by it", async () => {
  const { http, renewals } = fakes([answer(401, { code: "not_signed_in" })]);

  await assert.rejects(http.send("GET", "/p"), Refused);
  assert.equal(renewals.length, 0);
});

test("a refusal keeps its code and its sentence", async () => {
  const { http } = fakes([answer(400, { code: "too_long", message: "Too long." })]);

  await assert.rejects(http.send("POST", "/p", {}), (error) => error.code === "too_long" && error.message === "Too long.");
});

test("no answer and a 503 are both unreachable", async () => {
  const { http } = fakes([new TypeError("network"), answer(503, { message: "later" })]);

  await assert.rejects(http.send("GET", "/p"), Unreachable);
  await assert.rejects(http.send("GET", "/p"), Unreachable);
});

test("a page where JSON was asked for, as portals answer with, is no answer; an empty 204 is one", async () => {
  const { http } = fakes([answer(200, "<h1>Welcome to our network</h1>", "text/html"), answer(204, "", "")]);

  await assert.rejects(http.send("POST", "/p", {}), Unreachable);
  assert.equal(await http.send("DELETE", "/p"), "");
});

test("a fragment is asked for as htmx does and comes back as text", async () => {
  const { http, calls } = fakes([answer(200, "<p>hi</p>", "text/html")]);

  assert.equal(await http.fragment("/p/1", "messages"), "<p>hi</p>");
  assert.equal(calls[0].headers["HX-Target"], "messages");
});

test("how long to wait is told by whoever answers, also by what stands before the server", async () => {
  const proxy = answer(503, "<h1>Busy</h1>", "text/html");
  proxy.headers.set("Retry-After", "7");
  const { http } = fakes([proxy, answer(503, { message: "later", retry_after: 2 }), answer(502, "", "text/html")]);

  for (const wait of [7, 2, null]) await assert.rejects(http.send("GET", "/p"), (error) => error.retryAfter === wait);
});
