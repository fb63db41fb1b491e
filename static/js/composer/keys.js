// What keys mean in the composer, and what they make of the text: pure, on strings and places in them.

import { composes } from "../base/composing.js";

const MARKS = { b: "**", i: "_", e: "`" };

// `coarse`: under a finger there is no Shift, so Enter breaks the line. `swapped`: the person wants that anywhere.
// `composed`: a composition has just ended; in Safari the Enter that ended it comes afterwards.
export function keyAction(event, { coarse = false, swapped = false, fenced = false, composed = false, empty = false } = {}) {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
  if (composes(event) || composed || altKey) return "type";
  const command = ctrlKey || metaKey;
  if (key === "Enter") {
    if (command) return "send";
    return shiftKey || coarse || swapped || fenced ? "type" : "send";
  }
  if (command && !shiftKey && MARKS[key.toLowerCase()]) return "wrap";
  if (key === "Escape" && !command && !shiftKey) return "unreply";
  if (key === "ArrowUp" && empty && !command && !shiftKey) return "edit-last";
  return "type";
}

// Whether a place in a text is inside a code fence that somebody is still writing.
export function insideFence(text, place) {
  let open = null;
  for (const line of text.slice(0, place).split("\n")) {
    const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (!fence) continue;
    const [, marks, rest] = fence;
    if (!open) open = marks[0] === "`" && rest.includes("`") ? null : marks;
    else if (marks[0] === open[0] && marks.length >= open.length && !rest.trim()) open = null;
  }
  return open !== null;
}

// What replaces the selection, as {start, end, insert, select: [from, to]}: a second time takes the marks away again.
export function wrapping(text, start, end, key) {
  const mark = MARKS[key.toLowerCase()];
  const inside = text.slice(start, end);
  const size = mark.length;
  if (text.slice(start - size, start) === mark && text.slice(end, end + size) === mark) {
    return { start: start - size, end: end + size, insert: inside, select: [start - size, end - size] };
  }
  return { start, end, insert: mark + inside + mark, select: [start + size, end + size] };
}

// An address pasted over words makes them a link; null for anything else.
export function linkOver(selected, pasted) {
  const url = pasted.trim();
  if (!selected.trim() || /[\n[\]]/.test(selected) || !/^https?:\/\/[^\s<>]+$/.test(url) || /^https?:\/\//.test(selected)) return null;
  return `[${selected}](${url.replaceAll("(", "%28").replaceAll(")", "%29")})`;
}

// Words that were taken back go above what has been written since.
export function above(text, since) {
  return since ? `${text}\n${since}` : text;
}

// Characters as the server counts them: code points.
export function lengthOf(text) {
  return [...text].length;
}

// Whether a key pressed outside of any field begins a message.
export function beginsText(event) {
  const { key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
  return !defaultPrevented && !composes(event) && !ctrlKey && !metaKey && !altKey && [...key].length === 1 && !/[\s?]/.test(key);
}
