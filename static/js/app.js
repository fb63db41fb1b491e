// Starts what the page has. Every other module does one thing and starts nothing by itself.

import { forgetAtSignOut, storageOf } from "./composer/shelf.js";
import { cookieOf, tellZone } from "./base/http.js";
import { startDesk } from "./desk/desk.js";
import { wordsOf } from "./base/words.js";

const root = document.documentElement;
const timers = { setTimeout: setTimeout.bind(window), clearTimeout: clearTimeout.bind(window), random: Math.random };
const words = wordsOf(document);
const csrf = () => cookieOf(document.cookie, "csrftoken");
const signIn = () => location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`);
const say = (sentence) => {
  const region = document.getElementById("announcer");
  if (region) region.textContent = sentence;
};

const storage = storageOf(window);

document.querySelector(".section-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
forgetAtSignOut(document, storage);
startPasskeysLater();
startWhatIsShown();
document.addEventListener("topic:opened", startWhatIsShown);
// What a device keeps for later waits until the page is there.
addEventListener("load", async () => {
  tellZone(document, { isSecure: location.protocol === "https:" });
  const { startOffline } = await import("./offline/register.js");
  startOffline(document, { workers: navigator.serviceWorker, caches: window.caches });
}, { once: true });
sendKeptForm(document.querySelector("form[data-renewal]"));
document.querySelector("form[data-ready]")?.requestSubmit(); // its button was pressed before: see messaging/entering.py
if (root.dataset.userId) startDesk({ page: document, me: root.dataset.userId, words, say, storage, timers, csrf, signIn });

// Few pages have such a form. One that is sent before its script is there is sent again then.
async function startPasskeysLater() {
  if (!document.querySelector("form[data-passkey]")) return;
  let sent = null;
  const hold = (event) => {
    if (!event.target.matches("[data-passkey]")) return;
    event.preventDefault();
    sent = event.target;
  };
  document.addEventListener("submit", hold);
  const { startPasskeys } = await import("./account/passkeys.js");
  document.removeEventListener("submit", hold);
  startPasskeys(document, words, { credentials: navigator.credentials });
  sent?.requestSubmit();
}

// Parts that few pages have are fetched by those that have them.
async function startWhatIsShown() {
  const has = (selector) => document.querySelector(selector) !== null;
  if (has("[data-theme-chooser]")) (await import("./account/theme.js")).startTheme(document);
  if (has("[data-picture-form]")) (await import("./account/picture.js")).startPicture(document);
  if (has("#device-switches")) (await import("./live/switches.js")).startSwitches(document);
  if (has("[data-copy]")) (await import("./base/clipboard.js")).startClipboard(document.getElementById("main") ?? document, words, say);
}

// A form that only waited for a renewal goes on by itself; when that fails, its button is still there.
async function sendKeptForm(form) {
  if (!form) return;
  try {
    const { makePost } = await import("./live/renew.js");
    const { status } = await makePost({ fetch: fetch.bind(window), cookie: csrf })();
    if (status === 200) form.submit();
  } catch {
    form.querySelector("button").focus();
  }
}
