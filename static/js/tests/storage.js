// A localStorage that tests look into. With `room` it takes so many things and no more.

export class FakeStorage {
  constructor(things = {}, room = Infinity) {
    this.all = new Map(Object.entries(things));
    this.room = room;
  }

  get length() {
    return this.all.size;
  }

  key(index) {
    return [...this.all.keys()][index];
  }

  getItem(key) {
    return this.all.get(key) ?? null;
  }

  setItem(key, value) {
    if (!this.all.has(key) && this.all.size >= this.room) throw new Error("QuotaExceededError");
    this.all.set(key, value);
  }

  removeItem(key) {
    this.all.delete(key);
  }
}
