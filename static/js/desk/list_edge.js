// The edge of the list of topics: dragged, or moved by arrow keys, it makes the list wider or narrower; a double click
// undoes that. Fetched when a pointer or the focus first comes to the list.

import { tellServer } from "../base/choices.js";

// The width after a key, in rem, `most` at most; null for a key that means nothing here.
export function widthAfter(key, width, { least, most, isRtl }) {
  const wider = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1, Home: -most, End: most }[key];
  return wider ? within(width + wider, least, most) : null;
}

const within = (width, least, most) => Math.min(most, Math.max(least, Math.round(width)));

export function startListEdge(page) {
  const edge = page.getElementById("list-edge");
  const list = edge.parentElement;
  const desk = list.parentElement;
  const [least, most] = [Number(edge.ariaValueMin), Number(edge.ariaValueMax)];
  const isRtl = page.documentElement.dir === "rtl";
  const rem = () => parseFloat(getComputedStyle(page.documentElement).fontSize);
  const tell = () => { edge.ariaValueNow = Math.round(list.offsetWidth / rem()); };
  const show = (width) => {
    if (width) desk.dataset.list = width;
    else delete desk.dataset.list;
    tell();
  };
  const kept = () => tellServer(page, "list", desk.dataset.list ?? "");

  tell();
  edge.addEventListener("pointerdown", (event) => {
    if (event.button === 0) edge.setPointerCapture(event.pointerId);
  });
  edge.addEventListener("pointermove", (event) => {
    if (!edge.hasPointerCapture(event.pointerId)) return;
    const { left, right } = list.getBoundingClientRect();
    show(within((isRtl ? right - event.clientX : event.clientX - left) / rem(), least, most));
  });
  edge.addEventListener("lostpointercapture", kept);
  edge.addEventListener("dblclick", () => { show(null); kept(); });
  edge.addEventListener("keydown", (event) => {
    const width = event.altKey || event.ctrlKey || event.metaKey ? null : widthAfter(event.key, Number(edge.ariaValueNow), { least, most, isRtl });
    if (width === null) return;
    event.preventDefault();
    show(width);
    kept();
  });
}
