// Values that Jira suggests, asked for through the kernel. Names never wait for them.

const PAUSE_MS = 120;
const PATIENCE_MS = 10000;
const REMEMBERED = 200;

/** Asks for values of fields, and remembers the answers. */
export class Suggestions {
  #kernel;
  #answers = new Map();
  #waiting = new Map();
  #lastOf = new Map();

  constructor(kernel) {
    this.#kernel = kernel;
  }

  /** Give what is known at once: the very answer, or what fits of the last one for this field. */
  known(asked) {
    const answer = this.#answers.get(keyOf(asked));
    if (answer) return { items: answer, whole: true };
    const typed = asked.typed.toLowerCase();
    const last = this.#lastOf.get(fieldOf(asked)) ?? [];
    return { items: last.filter((item) => item.label.toLowerCase().includes(typed)), whole: false };
  }

  /** Ask Jira after a pause; null where no answer comes or `context` is out of date. */
  ask(asked, context) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        const message = { kind: "suggest", field: asked.field, text: asked.typed };
        const id = this.#kernel.tell("suggest", { ...message, predicate: asked.predicate });
        const then = (items) => {
          if (items) this.#remember(asked, items);
          resolve(items);
        };
        this.#waiting.set(id, { then, context });
        setTimeout(() => this.answered(id, null), PATIENCE_MS);
      }, PAUSE_MS);
      const give_up = () => {
        clearTimeout(timer);
        resolve(null);
      };
      context.addEventListener("abort", give_up, { onDocChange: true });
    });
  }

  /**
   * Take the kernel's answer; null says that there is none, which is not remembered as no values.
   * Says whether it is to a question of this view that is not out of date.
   */
  answered(id, items) {
    const asked = this.#waiting.get(id);
    this.#waiting.delete(id);
    asked?.then(items);
    return asked !== undefined && !asked.context.aborted;
  }

  #remember(asked, items) {
    if (this.#answers.size >= REMEMBERED) this.#answers.clear();
    this.#answers.set(keyOf(asked), items);
    this.#lastOf.set(fieldOf(asked), items);
  }
}

const fieldOf = ({ field, predicate }) => JSON.stringify([field.toLowerCase(), predicate]);
const keyOf = (asked) => JSON.stringify([fieldOf(asked), asked.typed.toLowerCase()]);
