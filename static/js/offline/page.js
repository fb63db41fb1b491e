// On the page that is shown offline: as soon as the network is back, what was asked for is loaded again.

export function startWaiting(window) {
  window.addEventListener("online", () => window.location.reload(), { once: true });
}

if (typeof window !== "undefined") startWaiting(window);
