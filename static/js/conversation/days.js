// Days: under which one a message stands is a matter of the reader's clock, which the server may not know.

import { here, two } from "../base/times.js";

const EVERY_MS = 60_000;

export function dayOf(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function dayBefore(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1);
}

// "Today", "Yesterday", or a date, with the year unless it is this one.
export function labelOf(day, now, words, language) {
  if (day === dayOf(now)) return words("today");
  if (day === dayOf(dayBefore(now))) return words("yesterday");
  const [year, month, date] = day.split("-").map(Number);
  const parts = { weekday: "long", day: "numeric", month: "long" };
  if (year !== now.getFullYear()) parts.year = "numeric";
  return new Intl.DateTimeFormat(language, parts).format(new Date(year, month - 1, date));
}

// The sections of a column. Messages stand in the order of their numbers; a section is a run of them from one day.
export class Days {
  #made = 0;
  #known = new WeakSet();

  constructor({ column, words, language, template }) {
    Object.assign(this, { column, words, language, template });
  }

  // Puts an article below the last one with a smaller number. One without a number is on its way and comes last.
  place(article) {
    const n = numberOf(article);
    const articles = this.#articles().filter((other) => other !== article);
    const next = articles.find((other) => numberOf(other) > n);
    const last = next ? articles[articles.indexOf(next) - 1] : articles.at(-1);
    const day = dayOfArticle(article);
    if (last && (dayIn(last) === day || last.parentElement === next?.parentElement)) last.after(article);
    else if (next && dayIn(next) === day) aboveNewLine(next).before(article);
    else this.#make(day, last?.parentElement, next?.parentElement).append(article);
  }

  // A day ends while the page is open. Looked at now and then, because a device that sleeps has no midnight.
  keep(setTimeout) {
    this.arrange();
    setTimeout(() => this.keep(setTimeout), EVERY_MS);
  }

  // After a page was put in: sections are split where the reader's day changes, joined where it does not, and named.
  arrange() {
    for (let section = this.#sections()[0]; section; section = section.nextElementSibling) {
      if (section.matches(".day")) this.#split(section);
    }
    for (const section of this.#sections()) {
      const above = section.previousElementSibling;
      if (!section.querySelector("article")) section.remove();
      else if (above?.matches(".day") && above.dataset.day === section.dataset.day) this.#join(above, section);
      else this.#relabel(section);
    }
    for (const section of this.#sections()) this.#known.add(section);
  }

  #articles() {
    return [...this.column.querySelectorAll(":scope > .day > article")];
  }

  #sections() {
    return [...this.column.querySelectorAll(":scope > .day")];
  }

  #make(day, above, below) {
    const section = this.template.content.firstElementChild.cloneNode(true);
    const label = section.querySelector(".day-label");
    this.#made += 1;
    label.id = `made-day-${this.#made}`;
    section.setAttribute("aria-labelledby", label.id);
    section.dataset.day = day;
    label.querySelector(".day-name").textContent = labelOf(day, here(new Date()), this.words, this.language);
    if (above) above.after(section);
    else this.column.insertBefore(section, below ?? this.column.querySelector(":scope > .load-later"));
    return section;
  }

  // The server may have drawn the line at another hour. What follows moves on, a New line with the message below it.
  #split(section) {
    const articles = [...section.querySelectorAll(":scope > article")];
    if (articles.length) section.dataset.day = dayOfArticle(articles[0]);
    const first = articles.find((article) => dayOfArticle(article) !== section.dataset.day);
    if (!first) return;
    const rest = this.#make(dayOfArticle(first), section);
    const start = aboveNewLine(first);
    while (start.nextElementSibling) rest.append(start.nextElementSibling);
    rest.querySelector(".day-label").after(start);
  }

  // What is on screen already stays in its place in the page: a message that is moved has to be measured anew.
  #join(above, section) {
    const words = (day) => [...day.children].filter((child) => !child.matches(".day-label"));
    if (this.#known.has(section) && !this.#known.has(above)) {
      section.querySelector(".day-label").after(...words(above));
      above.remove();
    } else {
      above.append(...words(section));
      section.remove();
    }
  }

  // "Today" may be another day here than on the server, and another tomorrow.
  #relabel(section) {
    const label = section.querySelector(".day-name");
    const now = here(new Date());
    const isNear = [now, dayBefore(now)].some((date) => dayOf(date) === section.dataset.day);
    const saysNear = [this.words("today"), this.words("yesterday")].includes(label.textContent);
    if (!isNear && !saysNear) return;
    const right = labelOf(section.dataset.day, now, this.words, this.language);
    if (label.textContent !== right) label.textContent = right;
  }
}

function numberOf(article) {
  return Number(article.dataset.n ?? Infinity);
}

function dayOfArticle(article) {
  return dayOf(here(new Date(article.dataset.at)));
}

function dayIn(article) {
  return article.parentElement.dataset.day;
}

function aboveNewLine(article) {
  const line = article.previousElementSibling;
  return line?.matches(".new-line") ? line : article;
}
