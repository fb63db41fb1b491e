// Passkeys: <form data-passkey="create | get | login">. The device is asked when the form is sent; what it says goes along.
//
// create, get: `data-options` names a <script type="application/json"> with what the server wants to know.
// login: the form's own address tells that at GET, because nobody is known yet.

// Of the server's options these are bytes, spelled in base64url.
const BYTES = new Set(["challenge", "user.id", "excludeCredentials.id", "allowCredentials.id"]);

export function bytesOf(text) {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

export function textOf(bytes) {
  const signs = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// The server's options with bytes where the browser wants bytes.
export function optionsOf(given, path = "") {
  if (typeof given === "string") return BYTES.has(path) ? bytesOf(given) : given;
  if (Array.isArray(given)) return given.map((each) => optionsOf(each, path));
  if (given === null || typeof given !== "object") return given;
  const pairs = Object.entries(given).map(([name, value]) => [name, optionsOf(value, path ? `${path}.${name}` : name)]);
  return Object.fromEntries(pairs);
}

// Of a key that may open the account by itself the device has to keep the name, and to ask for a finger, face or PIN.
export function creationOptions(given, alone) {
  const selection = { ...given.authenticatorSelection };
  selection.residentKey = alone ? "required" : "discouraged";
  selection.requireResidentKey = alone;
  if (alone) selection.userVerification = "required";
  return optionsOf({ ...given, authenticatorSelection: selection });
}

// What the server reads, from what the browser got. Its own toJSON() is too new to count on.
export function credentialOf(made) {
  const { response } = made;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const said = parts.filter((part) => response[part]).map((part) => [part, textOf(response[part])]);
  return {
    id: made.id,
    rawId: textOf(made.rawId),
    type: made.type,
    authenticatorAttachment: made.authenticatorAttachment ?? null,
    response: { ...Object.fromEntries(said), ...(response.getTransports ? { transports: response.getTransports() } : {}) },
    clientExtensionResults: made.getClientExtensionResults(),
  };
}

// The word for what went wrong.
export function troubleOf(error) {
  if (error.name === "NotAllowedError" || error.name === "AbortError") return "passkey-cancelled";
  if (error.name === "InvalidStateError") return "passkey-known";
  if (error.name === "SecurityError") return "passkey-elsewhere";
  if (error.name === "NotSupportedError") return "passkey-unable";
  return "passkey-failed";
}

async function ask(form, page, credentials, load) {
  if (form.dataset.passkey === "login") {
    const { request_options: wanted } = await load(form.action);
    return credentials.get({ publicKey: optionsOf(wanted.publicKey) });
  }
  const given = JSON.parse(page.getElementById(form.dataset.options).textContent);
  if (form.dataset.passkey === "get") return credentials.get({ publicKey: optionsOf(given.request_options.publicKey) });
  const alone = form.elements.passwordless?.checked ?? false;
  return credentials.create({ publicKey: creationOptions(given.creation_options.publicKey, alone) });
}

export async function loadOptions(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

export function startPasskeys(page, words, { credentials, load = loadOptions }) {
  for (const form of page.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      button.disabled = true;
      const trouble = form.querySelector("[data-trouble]");
      trouble.hidden = true;
      try {
        if (!credentials) throw Object.assign(new Error(), { name: "NotSupportedError" });
        form.elements.credential.value = JSON.stringify(credentialOf(await ask(form, page, credentials, load)));
        form.submit();
      } catch (error) {
        trouble.querySelector("span").textContent = words(troubleOf(error));
        trouble.hidden = false;
        button.disabled = false;
        button.focus();
      }
    });
  }
}
