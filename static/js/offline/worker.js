// The service worker: shows a page of our own when there is no network. It keeps that page and its files, nothing else.
//
// It also shows what a page may not show by itself on a phone: live/outside.js asks it to.
//
// The server puts `KEPT` before this: { version, page, files }. Every request goes to the network as if nobody were
// here; only one that fails is answered from what is kept.

const NAME = `offline-${KEPT.version}`;
const ALL = new Set([KEPT.page, ...KEPT.files].map((path) => new URL(path, location.href).href));

self.addEventListener("install", (event) => {
  const requests = [...ALL].map((url) => new Request(url, { cache: "no-cache" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(requests)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(navigate(event));
  else if (ALL.has(request.url)) event.respondWith(fetch(request).catch(() => kept(request.url)));
});

self.addEventListener("notificationclick", (event) => {
  const { message } = event.notification.data ?? {};
  event.notification.close();
  event.waitUntil(lead(message ? `/m/${message}` : ""));
});

// To a page that is open and ours to move, else to a new one: a press allows one of them. `address` is empty for a notice that
// is about no message.
async function lead(address) {
  const [page] = await self.clients.matchAll({ type: "window" });
  if (!page) return self.clients.openWindow(address || "/");
  await page.focus();
  return address && page.navigate(address);
}

async function navigate(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return kept(KEPT.page);
  }
}

async function kept(address) {
  const cache = await caches.open(NAME);
  return (await cache.match(address, { ignoreVary: true })) ?? Response.error();
}
