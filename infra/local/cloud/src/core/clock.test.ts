import { MemoryLevel } from 'memory-level';
import { describe, expect, test } from 'vitest';
import { type MachineTime, maxOffMs, resumedTime, SteadyClock } from './clock.ts';
import { Store } from './store.ts';

const hour = 3_600_000;
const year = 365 * 24 * hour;
const start = Date.UTC(2026, 0, 1);

/** A machine whose time of day is set as one likes, and whose timers run a millisecond early. */
class Machine implements MachineTime {
  wallMs = start;
  elapsedMs = 5000.25;
  readonly delays: number[] = [];
  #pending: { readonly atMs: number; readonly callback: () => void }[] = [];

  wallTime = () => this.wallMs;
  elapsed = () => this.elapsedMs;
  after(delayMs: number, callback: () => void) {
    this.delays.push(delayMs);
    const timer = { atMs: this.elapsedMs + Math.max(0, delayMs - 1), callback };
    this.#pending.push(timer);
    return {
      cancel: () => {
        this.#pending = this.#pending.filter((other) => other !== timer);
      },
    };
  }

  pass(ms: number): void {
    this.elapsedMs += ms;
    this.wallMs += ms;
    const due = this.#pending.filter(({ atMs }) => atMs <= this.elapsedMs);
    this.#pending = this.#pending.filter(({ atMs }) => atMs > this.elapsedMs);
    for (const { callback } of due) callback();
  }
}

test.each([-hour, hour, -year, year, -start])('the time of day is set by %i ms: a wait takes what it takes', (step) => {
  const machine = new Machine();
  const clock = new SteadyClock(undefined, machine);
  const seen: number[] = [];
  clock.at(clock.now() + 1000, () => seen.push(clock.now()));
  machine.pass(500);
  machine.wallMs += step;
  machine.pass(499);
  expect(seen).toEqual([]);
  machine.pass(1);
  expect(seen).toEqual([start + 1000]);
  expect(clock.wallTime()).toBe(start + step + 1000);
});

test('a cancelled wait never ends', () => {
  const machine = new Machine();
  const clock = new SteadyClock(undefined, machine);
  const seen: string[] = [];
  const timer = clock.at(clock.now() + 1000, () => seen.push('ended'));
  machine.pass(999); // early: it is armed again
  timer.cancel();
  machine.pass(1000);
  expect(seen).toEqual([]);
});

describe('a new process goes on from the time in the store', () => {
  test.each([
    ['after a minute', 60_000, 60_000],
    ['when the time of day was set back by an hour', -hour, 0],
    ['when it was set back to 1970', -start, 0],
    ['when it was set forward by a year', year, maxOffMs],
  ])('%s', (_, offMs, countedMs) => {
    expect(resumedTime(start + offMs, start)).toBe(start + countedMs);
  });

  test('a new store begins with the time of day', () => {
    expect(resumedTime(start, undefined)).toBe(start);
  });

  test('each batch of writes keeps the time', async () => {
    const level = new MemoryLevel<string, string>();
    const machine = new Machine();
    const store = await Store.open(level);
    const clock = await SteadyClock.resume(store, machine);
    machine.pass(2000);
    store.put('a', '1');
    await store.flushed();
    machine.pass(10);
    machine.wallMs -= year;
    const again = await SteadyClock.resume(await Store.open(level), machine);
    expect(clock.now() - again.now()).toBe(10); // nothing was written in the last ten milliseconds
    expect(again.now()).toBe(start + 2000);
  });
});
