// A party's structure: which parts of the page an event makes old. They are fetched again, a little apart from each other,
// because everybody in the party hears of it at the same moment.

const SPREAD_MS = 1_000;
// A part that could not be fetched is asked for again after this, and each time after twice as long.
const RETRY_MS = 2_000;
const MOST_TRIES = 6;

const PARTS = {
  topic_created: "party-moved", topic_updated: "party-moved", topic_archived: "party-moved", topic_restored: "party-moved",
  topic_deleted: "party-moved", topic_moved: "party-moved", topic_added: "party-moved", topic_removed: "party-moved",
  level: "party-moved", joined: "parties-moved", removed: "parties-moved", party_deleted: "parties-moved",
  party_updated: "party-changed",
  member_joined: "members-moved", member_left: "members-moved", member_updated: "members-moved",
};

const REFRESHED = new Set([...Object.values(PARTS), "topic-moved", "pins-moved"]);

// What changes the head of an open topic.
const CHANGING = new Set(["topic_updated", "topic_archived", "topic_restored"]);

// Changes of a message that may make the list of pins old.
const PINNING = new Set(["pinned", "unpinned", "edited", "deleted", "restored"]);

// What closes a party's pages: to me, or to all.
const ENDS = new Set(["removed", "party_deleted"]);

// The part of the page that a change makes old, or undefined.
export function partMovedBy(change) {
  return PARTS[change];
}

export class Party {
  #timers = new Map();
  #failures = new Map();
  #over = false; // nothing of this page can be fetched again

  // `isOpen(id)`: whether a topic is the one on screen, which has more to it than its place in the list.
  constructor({ trigger, me = null, isOpen = () => false, onEnd = () => {}, onRenamed = () => {}, setTimeout, random }) {
    Object.assign(this, { trigger, me, isOpen, onEnd, onRenamed, setTimeout, random });
  }

  take({ party, d }) {
    if (ENDS.has(d.change) && this.onEnd(party)) this.#over = true;
    if (d.change === "party_updated") this.onRenamed(party, d.party);
    this.refresh(partMovedBy(d.change));
    if (CHANGING.has(d.change) && this.isOpen(d.topic?.id)) this.refresh("topic-moved");
    if (d.change === "member_updated" && d.member?.user.id === this.me) this.#mayOtherThings();
  }

  // A message has changed: the pins that show are those of the open topic.
  changed({ topic, change }) {
    if (PINNING.has(change) && this.isOpen(topic)) this.refresh("pins-moved");
  }

  // The menu of the topic and the buttons at its pins are those of a role.
  #mayOtherThings() {
    this.refresh("topic-moved");
    this.refresh("pins-moved");
  }

  // How a fetch of a part ended. `status`: that of HTTP, 0 where no answer came. What is forbidden or gone stays so.
  fetched(part, status) {
    if (!REFRESHED.has(part)) return;
    const failures = status === 0 || status === 401 || status === 429 || status >= 500 ? (this.#failures.get(part) ?? 0) + 1 : 0;
    this.#failures.set(part, failures);
    if (failures && failures <= MOST_TRIES) this.refresh(part, RETRY_MS * 2 ** (failures - 1));
  }

  refresh(part, pause = 0) {
    if (!part || this.#timers.has(part)) return;
    const go = () => {
      this.#timers.delete(part);
      if (!this.#over) this.trigger(part);
    };
    this.#timers.set(part, this.setTimeout(go, pause + SPREAD_MS * this.random()));
  }
}
