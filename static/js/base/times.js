// Times of <time data-when>, as short as the reader's clock allows: the hour today, the day this year, else the year too; and
// the whole of a time for whoever points at it.
//
// Browsers take long to make a format of dates (30 ms on a computer), so none is made before it is needed.

const OF_MESSAGE = "time[datetime], .edited[data-at]";
const POINTED = `time[data-when], article :is(${OF_MESSAGE})`;

// A number of a clock or a calendar: "05".
export function two(number) {
  return String(number).padStart(2, "0");
}

// "09:05", as the server writes it.
export function hourOf(date) {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

// Makes of a moment a date whose hours and days, as a device counts them, are those of a zone; without one it is the moment.
export function dateIn(zone) {
  let format;
  return (moment) => {
    if (!zone) return moment;
    try {
      format ??= new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
      return new Date(format.format(moment).replace(" ", "T"));
    } catch {
      return moment; // this browser knows no such zone
    }
  };
}

// The zone that whoever looks has chosen, else none: then times are the device's.
const chosen = globalThis.document?.documentElement.dataset.zone;
export const here = dateIn(chosen);

export function sayWhen(at, now, language) {
  const isSame = (parts) => parts.every((part) => at[part]() === now[part]());
  if (isSame(["getFullYear", "getMonth", "getDate"])) return hourOf(at);
  const day = { day: "numeric", month: "short" };
  if (!isSame(["getFullYear"])) day.year = "numeric";
  return new Intl.DateTimeFormat(language, day).format(at);
}

export function startTimes(page) {
  const language = page.documentElement.lang === "en" ? "en-GB" : page.documentElement.lang;
  let whole = null;
  const look = (root) => {
    for (const time of root.querySelectorAll("time[data-when]")) {
      time.textContent = sayWhen(here(new Date(time.dateTime)), here(new Date()), language);
    }
  };
  const name = ({ target }) => {
    for (const time of timesAt(target)) {
      whole ??= new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
      time.title = whole.format(here(new Date(time.dateTime ?? time.dataset.at)));
    }
  };
  for (const event of ["pointerover", "focusin"]) page.addEventListener(event, name);
  look(page);
  page.addEventListener("topic:opened", () => look(page));
  page.addEventListener("htmx:load", ({ target }) => look(target.parentElement ?? page));
}

// What a pointer is over, or the times of a message that got the focus.
function timesAt(target) {
  const time = target.closest?.(POINTED);
  return time ? [time] : (target.closest?.("article")?.querySelectorAll(OF_MESSAGE) ?? []);
}
