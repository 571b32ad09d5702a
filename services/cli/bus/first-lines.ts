/**
 * Which line had an id first. In typed arrays, 12 bytes a key: a file may have more lines than a Map takes entries (16.7 million).
 */

const firstCapacity = 1024;

export class FirstLines {
  /** 64 of the id's random bits: among ten million ids, two different ones look alike with a chance of less than 1 in 100,000. */
  #ids = new BigUint64Array(firstCapacity);
  /** 0 where there is no key. */
  #lines = new Uint32Array(firstCapacity);
  size = 0;

  /**
   * @param id a UUID of version 5
   * @param line from 1
   * @returns the line that had this id before; undefined if none had
   */
  add(id: string, line: number): number | undefined {
    if (this.size * 2 >= this.#lines.length) this.#grow();
    const key = BigInt(`0x${id.slice(0, 8)}${id.slice(24, 32)}`);
    const slot = this.#slotOf(key);
    const before = this.#lines[slot];
    if (before) return before;
    this.#ids[slot] = key;
    this.#lines[slot] = line;
    this.size += 1;
    return undefined;
  }

  /** Of the key, or the free one where it belongs. */
  #slotOf(key: bigint): number {
    const mask = this.#lines.length - 1;
    let slot = Number(key & BigInt(mask));
    while (this.#lines[slot] && this.#ids[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [ids, lines] = [this.#ids, this.#lines];
    this.#ids = new BigUint64Array(lines.length * 2);
    this.#lines = new Uint32Array(lines.length * 2);
    for (const [index, line] of lines.entries()) {
      if (line === 0) continue;
      const key = ids[index] ?? 0n;
      const slot = this.#slotOf(key);
      this.#ids[slot] = key;
      this.#lines[slot] = line;
    }
  }
}
