/** An item knows its own place, so that it can be removed in O(log n). */
export interface HeapItem {
  /** Index in its heap; -1 if it is in none. An item is in at most one heap at a time. */
  position: number;
}

/** A binary heap from which items can be removed, so that a deleted message leaves nothing behind. */
export class IndexedHeap<T extends HeapItem> {
  #items: T[] = [];
  readonly #before: (left: T, right: T) => boolean;

  constructor(before: (left: T, right: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  has(item: T): boolean {
    return item.position >= 0 && this.#items[item.position] === item;
  }

  push(item: T): void {
    item.position = this.#items.length;
    this.#items.push(item);
    this.#rise(item);
  }

  pop(): T | undefined {
    const first = this.#items[0];
    if (first) this.remove(first);
    return first;
  }

  remove(item: T): boolean {
    if (!this.has(item)) return false;
    const hole = item.position;
    const last = this.#items.pop();
    item.position = -1;
    if (last && last !== item) {
      this.#place(last, hole);
      this.#rise(last);
      this.#sink(last);
    }
    return true;
  }

  /** To be called when an item's rank has changed. */
  update(item: T): void {
    this.#rise(item);
    this.#sink(item);
  }

  clear(): T[] {
    const items = this.#items;
    this.#items = [];
    for (const item of items) item.position = -1;
    return items;
  }

  #place(item: T, position: number): void {
    this.#items[position] = item;
    item.position = position;
  }

  #rise(item: T): void {
    let position = item.position;
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = this.#items[parentPosition];
      if (!parent || !this.#before(item, parent)) break;
      this.#place(parent, position);
      position = parentPosition;
    }
    this.#place(item, position);
  }

  #sink(item: T): void {
    let position = item.position;
    for (;;) {
      const left = this.#items[2 * position + 1];
      const right = this.#items[2 * position + 2];
      const child = right && left && this.#before(right, left) ? right : left;
      if (!child || !this.#before(child, item)) break;
      const childPosition = child.position;
      this.#place(child, position);
      position = childPosition;
    }
    this.#place(item, position);
  }
}
