import assert from "node:assert/strict";
import test from "node:test";

import { chosen, startPicture } from "../account/picture.js";

test("of what was chosen the first picture is shown, and nothing else", () => {
  const [note, red, blue] = [{ type: "text/plain" }, { type: "image/png" }, { type: "image/jpeg" }];
  assert.equal(chosen([note, red, blue]), red);
  assert.equal(chosen([note]), null);
  assert.equal(chosen([]), null);
});

// A form with `files` chosen, and what its place shows.
function aForm(files) {
  const place = {
    childNodes: ["initials"],
    replaceChildren(...shown) {
      this.childNodes = shown;
    },
  };
  const input = Object.assign(new EventTarget(), { files });
  const form = { querySelector: (what) => (what.startsWith("input") ? input : { firstElementChild: place }) };
  return { input, place, page: { querySelector: () => form, createElement: () => new EventTarget() } };
}

// A reader that has read at once.
class Reader extends EventTarget {
  readAsDataURL(file) {
    this.result = `data:${file.type}`;
    this.dispatchEvent(new Event("load"));
  }
}

const sources = (place) => place.childNodes.map((child) => child.src ?? child);

test("a picture chosen before the script was there is shown when it starts", () => {
  const { page, place } = aForm([{ type: "image/png" }]);
  startPicture(page, { reader: () => new Reader() });
  assert.deepEqual(sources(place), ["data:image/png"]);
});

test("a picture is shown when it is chosen, and what was there comes back when it is not", () => {
  const { page, place, input } = aForm([]);
  startPicture(page, { reader: () => new Reader() });
  assert.deepEqual(sources(place), ["initials"]);
  input.files = [{ type: "image/jpeg" }];
  input.dispatchEvent(new Event("change"));
  assert.deepEqual(sources(place), ["data:image/jpeg"]);
  input.files = [];
  input.dispatchEvent(new Event("change"));
  assert.deepEqual(sources(place), ["initials"]);
});
