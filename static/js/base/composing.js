// Whether a key belongs to an input method, which makes words of several keys, and so is nobody else's. In Safari the key that ends
// a word comes after its end, and only its number says so.
export function composes({ isComposing, keyCode }) {
  return isComposing || keyCode === 229;
}
