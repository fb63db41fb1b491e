// Emoji with their names and the words to find them by: fetched once, when they are first needed.

// What they are called in other languages than English.
const NAMES = { de: () => import("./names.de.js") };

const loading = new Map();

// Resolves to [{emoji, name, codes, words, group, tones}] in the order of a picker: `codes` are short names (tada), `words`
// they and others, `group` a number, `tones` the same emoji in five tones of skin, or none. A load that fails is tried again.
export function loadEmoji(language = globalThis.document?.documentElement.lang ?? "") {
  const [spoken] = language.split("-");
  if (!loading.has(spoken)) {
    loading.set(spoken, load(spoken).catch((error) => {
      loading.delete(spoken);
      throw error;
    }));
  }
  return loading.get(spoken);
}

async function load(spoken) {
  const [{ ROWS }, names] = await Promise.all([import("./table.js"), NAMES[spoken]?.()]);
  const entries = entriesOf(ROWS);
  return names ? named(entries, names.ROWS) : entries;
}

// With names and words of another language; those in English still find.
export function named(entries, rows) {
  const names = new Map(rows.split("\n").map((row) => row.split("\t")).map(([emoji, name, words]) => [emoji, { name, words }]));
  return entries.map((entry) => {
    const own = names.get(entry.emoji);
    if (!own) return entry;
    return { ...entry, name: own.name, words: [...(own.words ? own.words.split(" ") : []), entry.name, ...entry.words] };
  });
}

export function entriesOf(rows) {
  return rows.split("\n").map((row) => {
    const [emoji, name, words, group, tones] = row.split("\t");
    const said = words ? words.split(" ") : [];
    const codes = said.filter((word) => word.startsWith(":")).map((word) => word.slice(1));
    return { emoji, name, codes, words: said.map((word) => word.replace(":", "")), group: Number(group), tones: tones ? tones.split(" ") : [] };
  });
}

// What fits some letters best, best first. A name says more than the other words, a whole word more than its beginning.
export function findEmoji(all, letters, most = 50) {
  const wanted = letters.trim().toLowerCase().replaceAll("_", " ");
  if (!wanted) return [];
  const ranked = all.map((entry, place) => ({ entry, place, rank: rankOf(entry, wanted) })).filter(({ rank }) => rank < NOT);
  ranked.sort((one, other) => one.rank - other.rank || one.place - other.place);
  return ranked.slice(0, most).map(({ entry }) => entry);
}

const NOT = 7;

function rankOf({ name, codes, words }, wanted) {
  const names = [name.toLowerCase(), ...codes.map((code) => code.replaceAll("_", " "))];
  const parts = partsOf(names[0]);
  const others = words.flatMap(partsOf);
  const ways = [
    () => names.includes(wanted),
    () => parts.includes(wanted),
    () => names.some((one) => one.startsWith(wanted)),
    () => others.includes(wanted),
    () => parts.some((part) => part.startsWith(wanted)),
    () => others.some((part) => part.startsWith(wanted)),
    () => partsOf(wanted).every((one) => [...parts, ...others].some((part) => part.startsWith(one))),
  ];
  const rank = ways.findIndex((fits) => fits());
  return rank < 0 ? NOT : rank;
}

function partsOf(text) {
  return text.split(/[ :_-]+/).filter(Boolean);
}
