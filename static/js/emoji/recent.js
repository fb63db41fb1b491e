// Which emoji somebody used last, and their tone of skin: kept on the device, without any word of when or where.

const KEY = "recent-emoji";
const TONE = "emoji-tone";
const MOST = 24;
const USUAL = ["👍", "❤️", "😂", "🎉", "👀", "🙏"];

// Where a browser keeps things for pages, or null where it must not.
export function deviceStorage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

// Newest first, filled up with what people use most. Where nothing may be kept, these are all.
export function recentEmoji(storage, most = MOST) {
  return [...new Set([...kept(storage), ...USUAL])].slice(0, most);
}

export function rememberEmoji(storage, emoji) {
  keep(storage, KEY, JSON.stringify([...new Set([emoji, ...kept(storage)])].slice(0, MOST)));
}

// 0 is yellow, 1 to 5 from light to dark.
export function toneOf(storage) {
  const tone = Number(read(storage, TONE));
  return Number.isInteger(tone) && tone >= 0 && tone <= 5 ? tone : 0;
}

export function keepTone(storage, tone) {
  keep(storage, TONE, String(tone));
}

// One emoji in a tone, where it has any.
export function toned({ emoji, tones }, tone) {
  return tones[tone - 1] ?? emoji;
}

function kept(storage) {
  try {
    const list = JSON.parse(read(storage, KEY) ?? "[]");
    return Array.isArray(list) ? list.filter((each) => typeof each === "string" && each.length < 32) : [];
  } catch {
    return [];
  }
}

function read(storage, key) {
  try {
    return storage.getItem(key);
  } catch {
    return null; // forbidden by the browser
  }
}

function keep(storage, key, value) {
  try {
    storage.setItem(key, value);
  } catch {
    // full or forbidden: then nothing is remembered
  }
}
