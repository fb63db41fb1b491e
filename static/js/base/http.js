// Requests to our own API: CSRF header, JSON both ways, a time limit, and one renewal of an expired sign-in.

const PATIENCE_MS = 15_000;

// The server has answered, and said no. `code`, `message` and `retryAfter`, in seconds, are those of the API's error shape.
export class Refused extends Error {
  constructor(status, shape) {
    super(shape.message ?? "");
    this.status = status;
    this.code = shape.code ?? "";
    this.retryAfter = shape.retry_after ?? null;
  }
}

// No answer came (status 0), or one that says that something behind it is gone: the same request may go well later.
export class Unreachable extends Error {
  constructor(message, status = 0, retryAfter = null) {
    super(message);
    Object.assign(this, { status, retryAfter });
  }
}

export function cookieOf(cookies, name) {
  const pair = cookies.split("; ").find((each) => each.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}

// Messaging writes times and days as they are where this device is, unless somebody has chosen a zone.
export function tellZone(page, { zone = new Intl.DateTimeFormat().resolvedOptions().timeZone, isSecure } = {}) {
  if (!zone || cookieOf(page.cookie, "zone") === zone) return;
  page.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${isSecure ? "; secure" : ""}`;
}

// `cookies` is called at each send, because signing in and out changes the token. `renew` resolves to whether it went well.
export function makeHttp({ fetch, cookies, renew }) {
  // Nothing is kept: private words must not outlive the sign-in, not even on the disk.
  async function once(method, path, headers, body) {
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const response = await fetch(path, { method, headers, body, signal, credentials: "same-origin", cache: "no-store" });
      const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
      return { response, content: isJson ? await response.json() : await response.text() };
    } catch (error) {
      throw new Unreachable(String(error));
    }
  }

  async function ask(method, path, headers, body) {
    let { response, content } = await once(method, path, headers, body);
    const isOver = content.code === "token_expired" || typeof content === "string"; // a page does not say why
    if (response.status === 401 && isOver && (await renew().catch(() => false))) {
      ({ response, content } = await once(method, path, headers, body));
    }
    if (response.ok) return { content, response };
    if (response.status >= 500) {
      const wait = content.retry_after ?? (Number(response.headers.get("Retry-After")) || null); // not all that answers is ours
      throw new Unreachable(content.message ?? `status ${response.status}`, response.status, wait);
    }
    throw new Refused(response.status, content);
  }

  return {
    // A call of the API: an object goes out, an object or nothing comes back. A page with a 200 is that of a portal, or of a
    // proxy that wants a sign-in: the API was not reached.
    async send(method, path, body) {
      const headers = { Accept: "application/json" };
      if (method !== "GET") headers["X-CSRFToken"] = cookieOf(cookies(), "csrftoken");
      if (body !== undefined) headers["Content-Type"] = "application/json";
      const { content, response } = await ask(method, path, headers, body === undefined ? undefined : JSON.stringify(body));
      if (response.status !== 204 && typeof content === "string") throw new Unreachable("not JSON");
      return content;
    },
    // A part of a page, asked for as htmx does, for the element with this id: HTML comes back.
    fragment(path, target) {
      return this.part(path, target).then(({ html }) => html);
    },
    // The same, with the address that it came from in the end, because links to messages lead on.
    async part(path, target) {
      const { content, response } = await ask("GET", path, { "HX-Request": "true", "HX-Target": target });
      return { html: content, url: response.url };
    },
  };
}
