// Questions to the kernel, and whether it hears them: it may be busy for an hour, or gone.

const LATE_MS = 3000;
const SLOWEST_MS = 24000;

/** Sends messages to the kernel, repeats what it does not hear, and says when it is late. */
export class Kernel {
  #model;
  #onLate;
  #unheard = new Map();
  #count = 0;
  // Several views of one widget hear each other's answers.
  #name = Math.random().toString(36).slice(2);

  constructor(model, onLate) {
    this.#model = model;
    this.#onLate = onLate;
  }

  /** Whether a message has waited so long that the kernel must be busy or gone. */
  get late() {
    return [...this.#unheard.values()].some((each) => each.late);
  }

  /** Send a message; give its id. A later one of the same slot takes the place of an unheard one. */
  tell(slot, message) {
    for (const [id, each] of this.#unheard) {
      if (each.slot !== slot) continue;
      // The kernel is as late as it was for the older message.
      clearTimeout(each.timer);
      this.#unheard.delete(id);
      return this.#send(slot, message, each);
    }
    return this.#send(slot, message, { since: Date.now(), late: false, wait: LATE_MS });
  }

  /** Take "heard" of the kernel: it is there, so what it has not heard yet is not late either. */
  heard(id) {
    const wasLate = this.late;
    clearTimeout(this.#unheard.get(id)?.timer);
    this.#unheard.delete(id);
    for (const each of this.#unheard.values()) {
      clearTimeout(each.timer);
      Object.assign(each, { since: Date.now(), late: false, wait: LATE_MS });
      this.#watch(each, LATE_MS);
    }
    if (wasLate) this.#onLate();
  }

  close() {
    for (const each of this.#unheard.values()) clearTimeout(each.timer);
    this.#unheard.clear();
  }

  #send(slot, message, { since, late, wait }) {
    const id = `${this.#name}-${++this.#count}`;
    const sent = { slot, since, late, wait, message: { ...message, id } };
    this.#unheard.set(id, sent);
    const wasLate = this.late;
    this.#deliver(sent);
    this.#watch(sent, sent.late ? wait : Math.max(0, since + LATE_MS - Date.now()));
    if (sent.late && !wasLate) this.#onLate();
    return id;
  }

  /** After a restart there is nobody at the other end, which some front ends say by throwing. */
  #deliver(sent) {
    try {
      this.#model.send(sent.message);
    } catch {
      sent.late = true;
    }
  }

  #watch(sent, ms) {
    sent.timer = setTimeout(() => {
      const news = !sent.late;
      sent.late = true;
      this.#deliver(sent);
      sent.wait = Math.min(sent.wait * 2, SLOWEST_MS);
      this.#watch(sent, sent.wait);
      if (news) this.#onLate();
    }, ms);
  }
}
