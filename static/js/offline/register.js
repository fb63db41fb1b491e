// Hands the service worker to the browser. Whoever signs out leaves nothing behind: the worker goes, with what it keeps,
// and the next page brings it again.

const WORKER = "/sw.js";
const SIGN_OUT = "/accounts/logout/";

export async function forget({ workers, caches }) {
  const registrations = await workers.getRegistrations();
  await Promise.all(registrations.map((one) => one.unregister()));
  for (const name of await caches.keys()) await caches.delete(name);
}

// Without a worker everything works the same, only not offline; so whatever goes wrong here is nobody's trouble.
export async function startOffline(page, { workers, caches }) {
  if (!workers || !caches) return;
  page.addEventListener("submit", ({ target }) => {
    if (new URL(target.action, page.location.href).pathname === SIGN_OUT) forget({ workers, caches }).catch(() => {});
  });
  try {
    await workers.register(WORKER, { updateViaCache: "none" });
  } catch {
    // A browser that keeps nothing, as private windows of some do.
  }
}
