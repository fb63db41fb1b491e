// What scripts say to people, in the language of the page: read from <template id="words">.

// `entries`: {word, count, text}. A word with counts has one entry for each plural form, and `count` is an example of it.
export function makeWords(entries, language) {
  let plurals = null; // made when something is counted: browsers take their time
  return (word, values = {}) => {
    const forms = entries.filter((entry) => entry.word === word);
    if ("count" in values) plurals ??= new Intl.PluralRules(language);
    const wanted = "count" in values ? plurals.select(values.count) : null;
    const form = forms.find((entry) => wanted !== null && plurals.select(entry.count) === wanted) ?? forms.at(-1);
    return (form?.text ?? word).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  };
}

export function wordsOf(page) {
  const all = page.getElementById("words")?.content.querySelectorAll("[data-word]") ?? [];
  const entries = [...all].map((node) => ({
    word: node.dataset.word,
    count: Number(node.dataset.count ?? 0),
    text: node.textContent.trim(),
  }));
  return makeWords(entries, page.documentElement.lang || "en");
}

// Letters without case and accents, as people type names that have some.
export function plainly(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// The same letter by letter, so that places in it are places in the text; it is longer where a small form is.
export function plainLetters(text) {
  return [...text].map((sign) => plainly(sign) || sign).join("");
}

export function plainWords(text) {
  return plainly(text).split(/\s+/).filter(Boolean);
}
