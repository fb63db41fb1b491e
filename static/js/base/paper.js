// The paper that a person or a party is folded from, as chatterbox/templatetags/interface.py chooses it.

export function crc32(id) {
  const bytes = id.replaceAll("-", "").match(/../g).map((two) => parseInt(two, 16));
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

// First letters of the first and the last word.
export function initialsOf(name) {
  const all = name.split(/\s+/).filter(Boolean);
  const words = all.filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const chosen = words.length ? words : all;
  return [...new Set([0, chosen.length - 1])].map((at) => [...(chosen[at] ?? "")][0] ?? "").join("").toUpperCase();
}
