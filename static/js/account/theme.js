// Light, dark, or as the device: a cookie, so that the server draws the next page right from its first byte.

const YEAR_S = 365 * 24 * 3600;

// The cookie for a choice; "" forgets it.
export function cookieFor(theme, secure) {
  const age = theme ? YEAR_S : 0;
  return `theme=${theme}; path=/; max-age=${age}; samesite=lax${secure ? "; secure" : ""}`;
}

export function startTheme(page) {
  const chooser = page.querySelector("[data-theme-chooser]");
  if (!chooser) return;
  chooser.hidden = false;
  chooser.addEventListener("change", ({ target }) => {
    page.cookie = cookieFor(target.value, location.protocol === "https:");
    if (target.value) page.documentElement.dataset.theme = target.value;
    else delete page.documentElement.dataset.theme;
  });
}
