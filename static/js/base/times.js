// Times of <time data-when>, as short as the reader's clock allows: the hour today, the day this year, else the year too.

export function sayWhen(at, now, language) {
  const isSame = (parts) => parts.every((part) => at[part]() === now[part]());
  if (isSame(["getFullYear", "getMonth", "getDate"])) {
    return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  }
  const day = { day: "numeric", month: "short" };
  if (!isSame(["getFullYear"])) day.year = "numeric";
  return new Intl.DateTimeFormat(language, day).format(at);
}

export function startTimes(page) {
  const language = page.documentElement.lang === "en" ? "en-GB" : page.documentElement.lang;
  const whole = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
  const look = (root) => {
    for (const time of root.querySelectorAll("time[data-when]")) {
      const at = new Date(time.dateTime);
      time.textContent = sayWhen(at, new Date(), language);
      time.title = whole.format(at);
    }
  };
  look(page);
  page.addEventListener("topic:opened", () => look(page));
  page.addEventListener("htmx:load", ({ target }) => look(target.parentElement ?? page));
}
