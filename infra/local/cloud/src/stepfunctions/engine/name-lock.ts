/** Runs asynchronous work one at a time per name. */
export class NameLock {
  readonly #last = new Map<string, Promise<unknown>>();

  async hold<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(name);
    const turn = before ? before.then(work, work) : work();
    this.#last.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(name) === turn) this.#last.delete(name);
    }
  }
}
