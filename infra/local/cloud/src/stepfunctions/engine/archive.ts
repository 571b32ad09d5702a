/** Executions that have ended: they are only in the store, for 90 days. */
import { prefixed, type Range, type Store } from '../../core/store.ts';
import type { StoredEvent } from './execution.ts';
import { keys, startOrder } from './keys.ts';
import type { EndedRecord, HistoryRecord, ListRecord } from './records.ts';

/** "Execution history retention time: 90 days after an execution is closed." After that the name is free again. */
export const retentionMs = 90 * 24 * 60 * 60 * 1000;

export interface Listed extends ListRecord {
  /** Start and name, as `startOrder` joins them. */
  readonly order: string;
}

export class Archive {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async find(machineId: string, name: string): Promise<EndedRecord | undefined> {
    const text = await this.#store.get(keys.ended(machineId, name));
    return text === undefined ? undefined : (JSON.parse(text) as EndedRecord);
  }

  /** Newest first; only those before `before`, if given. */
  async *list(machineId: string, before: string | undefined): AsyncGenerator<Listed> {
    const prefix = keys.listOf(machineId);
    const all = { ...prefixed(prefix), reverse: true };
    const range = before === undefined ? all : { ...all, lt: keys.listed(machineId, before) };
    for await (const [key, value] of this.#store.range(range)) {
      yield { ...(JSON.parse(value) as ListRecord), order: key.slice(prefix.length) };
    }
  }

  /** Events from id `from` on, by ascending or descending id. */
  async *history(machineId: string, name: string, from: number, reverse: boolean): AsyncGenerator<StoredEvent> {
    const prefix = keys.historyOf(machineId, name);
    const upToFrom = { gte: prefix, lte: keys.history(machineId, name, from), reverse: true };
    if (reverse) {
      for await (const events of this.#chunks(upToFrom)) yield* events.toReversed().filter(([id]) => id <= from);
      return;
    }
    // The chunk that holds `from` begins at or before it.
    let first = upToFrom.lte;
    for await (const [key] of this.#store.range({ ...upToFrom, limit: 1 })) first = key;
    for await (const events of this.#chunks({ ...prefixed(prefix), gte: first })) {
      yield* events.filter(([id]) => id >= from);
    }
  }

  async *#chunks(range: Range): AsyncGenerator<readonly StoredEvent[]> {
    for await (const [, value] of this.#store.range(range)) yield (JSON.parse(value) as HistoryRecord).events;
  }

  /** Forgets one execution. */
  async remove(machineId: string, name: string, startMs: number): Promise<void> {
    await this.#removeRange(keys.historyOf(machineId, name));
    this.#store.del(keys.listed(machineId, startOrder(startMs, name)));
    this.#store.del(keys.ended(machineId, name));
  }

  /** Forgets all executions of a state machine and its definitions. */
  async removeMachine(machineId: string): Promise<void> {
    await this.#removeRange(keys.historyOfMachine(machineId));
    await this.#removeRange(keys.listOf(machineId));
    await this.#removeRange(keys.endedOf(machineId));
    await this.#removeRange(keys.revisionsOf(machineId));
    this.#store.del(keys.deletedMachine(machineId));
  }

  /** Finishes the removal of state machines that a stop interrupted. */
  async removeDeletedMachines(): Promise<void> {
    for await (const [key] of this.#store.range(prefixed(keys.deletedMachines))) {
      await this.removeMachine(key.slice(keys.deletedMachines.length));
    }
  }

  /** Executions that ended before `beforeMs`; only reads those that started before then. */
  async *expired(machineId: string, beforeMs: number): AsyncGenerator<{ name: string; startMs: number }> {
    const prefix = keys.listOf(machineId);
    const range = { gte: prefix, lt: keys.listed(machineId, startOrder(beforeMs, '')) };
    for await (const [key, value] of this.#store.range(range)) {
      if ((JSON.parse(value) as ListRecord).stopMs >= beforeMs) continue;
      const order = key.slice(prefix.length);
      const slash = order.indexOf('/');
      yield { name: order.slice(slash + 1), startMs: Number(order.slice(0, slash)) };
    }
  }

  async #removeRange(prefix: string): Promise<void> {
    for await (const [key] of this.#store.range(prefixed(prefix))) this.#store.del(key);
  }
}
