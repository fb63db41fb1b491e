// The device's side of notices: the notification, the sound, and the card that asks whether they are wanted.

import { choices } from "../base/choices.js";
import { Notices } from "./notices.js";
import { Tabs } from "./tabs.js";

const LONGEST = 140;

export const isPossible = () => "Notification" in window;

// Answers with what puts it away; null where the device shows none.
export function showNotice({ title, text, topic, message }) {
  if (!isPossible() || Notification.permission !== "granted") return null;
  const options = { body: text.slice(0, LONGEST), tag: topic, silent: true };
  let notice;
  try {
    notice = new Notification(title, options);
  } catch {
    return showByWorker(title, { ...options, data: { message } }); // phones let no page do it by itself
  }
  notice.onclick = () => {
    window.focus();
    notice.close();
    if (message) location.assign(`/m/${message}`);
  };
  return () => notice.close();
}

// What a press on it does is in offline/worker.js.
function showByWorker(title, options) {
  const workers = navigator.serviceWorker;
  if (!workers) return null;
  const shown = workers.ready.then(async (registration) => {
    await registration.showNotification(title, options);
    return registration;
  });
  shown.catch(() => {}); // not allowed after all
  return async () => {
    const registration = await shown.catch(() => null);
    for (const notice of (await registration?.getNotifications({ tag: options.tag })) ?? []) notice.close();
  };
}

// A soft tick of a tenth of a second. Browsers allow none before somebody has touched the page.
export function tick() {
  if (!navigator.userActivation?.hasBeenActive) return;
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  const end = audio.currentTime + 0.11;
  tone.frequency.setValueAtTime(880, audio.currentTime);
  tone.frequency.exponentialRampToValueAtTime(660, end);
  volume.gain.setValueAtTime(0.12, audio.currentTime); // -18 dB
  volume.gain.exponentialRampToValueAtTime(0.001, end);
  tone.connect(volume).connect(audio.destination);
  tone.onended = () => audio.close();
  tone.start();
  tone.stop(end);
}

// To be called from a click: whether notices may be shown from now on.
export async function askPermission() {
  if (!isPossible()) return false;
  return (await Notification.requestPermission()) === "granted";
}

export function startOutside({ page, me, http, say, setTimeout }) {
  const tabs = new Tabs({ page, locks: navigator.locks });
  tabs.start();
  return new Notices({
    me, http, choices, setTimeout, show: showNotice, tick,
    leads: () => tabs.leads(), isLookedAt: () => tabs.isLookedAt(), offer: () => offer(page, say),
  });
}

// Once in each page, until it is answered on the device.
function offer(page, say) {
  const template = page.getElementById("offer-notices");
  if (!template || page.querySelector(".offer") || !isPossible() || Notification.permission === "denied") return;
  const card = template.content.firstElementChild.cloneNode(true);
  card.addEventListener("click", async ({ target }) => {
    const answer = target.closest("[data-answer]")?.dataset.answer;
    if (!answer) return;
    choices.set("notices", answer === "yes" && (await askPermission()) ? "on" : "off");
    card.remove();
  });
  page.body.append(card);
  say(card.querySelector("h2").textContent);
}
