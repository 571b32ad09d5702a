/** Removes events from archives that keep them for a number of days. */
import type { Timer } from '../core/clock.ts';
import type { CloudContext } from '../core/context.ts';
import type { ArchivedEvents } from './archived-events.ts';
import type { ArchiveRecord } from './model.ts';

const dayMs = 86_400_000;
const periodMs = 3_600_000;

export class ArchiveExpiry {
  readonly #context: CloudContext;
  readonly #events: ArchivedEvents;
  readonly #archives: () => Iterable<ArchiveRecord>;
  #timer: Timer | undefined;
  #closed = false;

  constructor(context: CloudContext, events: ArchivedEvents, archives: () => Iterable<ArchiveRecord>) {
    this.#context = context;
    this.#events = events;
    this.#archives = archives;
  }

  /** Runs every hour as long as an archive has a retention. */
  arm(): void {
    if (this.#timer || this.#closed || this.#expiringArchives().length === 0) return;
    this.#timer = this.#context.clock.at(this.#context.clock.now() + periodMs, () => {
      this.#expire()
        .catch((cause) => {
          if (!this.#closed) this.#context.report('expired events could not be removed from archives', cause);
        })
        .finally(() => {
          this.#timer = undefined;
          this.arm();
        });
    });
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  async #expire(): Promise<void> {
    const now = this.#context.clock.now();
    for (const { uid, retentionDays } of this.#expiringArchives()) {
      if (!this.#closed) await this.#events.expire(uid, now - retentionDays * dayMs);
    }
  }

  #expiringArchives(): ArchiveRecord[] {
    return [...this.#archives()].filter(({ retentionDays }) => retentionDays > 0);
  }
}
