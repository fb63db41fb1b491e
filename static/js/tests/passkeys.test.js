import assert from "node:assert/strict";
import test from "node:test";

import { bytesOf, creationOptions, credentialOf, optionsOf, textOf, troubleOf } from "../account/passkeys.js";

test("bytes go to base64url and back", () => {
  const bytes = Uint8Array.from([0, 250, 251, 252, 253, 254, 255]);

  assert.equal(textOf(bytes.buffer), "APr7_P3-_w");
  assert.deepEqual(bytesOf("APr7_P3-_w"), bytes);
});

test("only what is bytes becomes bytes", () => {
  const options = optionsOf({
    rp: { id: "localhost", name: "Chatterbox" },
    user: { id: "AAE", name: "ada", displayName: "Ada" },
    challenge: "AAE",
    excludeCredentials: [{ type: "public-key", id: "AAE" }],
    timeout: null,
  });

  const bytes = Uint8Array.from([0, 1]);
  assert.deepEqual(options.rp, { id: "localhost", name: "Chatterbox" });
  assert.deepEqual(options.user, { id: bytes, name: "ada", displayName: "Ada" });
  assert.deepEqual([options.challenge, options.excludeCredentials[0].id], [bytes, bytes]);
});

test("a key that opens by itself has to keep the name and to ask who is there", () => {
  const given = { challenge: "AAE", authenticatorSelection: { userVerification: "preferred" } };

  const alone = creationOptions(given, true).authenticatorSelection;
  const second = creationOptions(given, false).authenticatorSelection;

  assert.deepEqual(alone, { userVerification: "required", residentKey: "required", requireResidentKey: true });
  assert.deepEqual(second, { userVerification: "preferred", residentKey: "discouraged", requireResidentKey: false });
});

test("what the device said is spelled out, and what it did not say is left out", () => {
  const made = {
    id: "AAE", rawId: Uint8Array.from([0, 1]).buffer, type: "public-key",
    response: { clientDataJSON: Uint8Array.from([2]).buffer, signature: Uint8Array.from([3]).buffer, userHandle: null },
    getClientExtensionResults: () => ({ credProps: { rk: true } }),
  };

  assert.deepEqual(credentialOf(made), {
    id: "AAE", rawId: "AAE", type: "public-key", authenticatorAttachment: null,
    response: { clientDataJSON: "Ag", signature: "Aw" }, clientExtensionResults: { credProps: { rk: true } },
  });
});

test("each kind of trouble has its words", () => {
  const names = ["NotAllowedError", "InvalidStateError", "SecurityError", "NotSupportedError", "TypeError"];

  assert.deepEqual(names.map((name) => troubleOf({ name })), [
    "passkey-cancelled", "passkey-known", "passkey-elsewhere", "passkey-unable", "passkey-failed",
  ]);
});
