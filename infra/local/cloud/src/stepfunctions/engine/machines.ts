import type { CloudContext } from '../../core/context.ts';
import { prefixed } from '../../core/store.ts';
import type { Tags } from '../../core/tags.ts';
import { readDefinition } from '../definition/read-definition.ts';
import { keys } from './keys.ts';
import type { Machine, Revision } from './machine.ts';

interface MachineRecord {
  readonly v: 1;
  readonly id: string;
  readonly name: string;
  readonly createdMs: number;
  readonly current: number;
  readonly tags: readonly (readonly [key: string, value: string])[];
}

interface RevisionRecord extends Omit<Revision, 'definition' | 'revisionId'> {
  readonly v: 1;
  readonly revisionId?: string;
}

/** The state machines, in memory and in the store. */
export class Machines {
  readonly #context: CloudContext;
  readonly #byName = new Map<string, Machine>();

  private constructor(context: CloudContext) {
    this.#context = context;
  }

  static async open(context: CloudContext): Promise<Machines> {
    const machines = new Machines(context);
    const revisions = await readRevisions(context);
    for await (const [, text] of context.store.range(prefixed(keys.machines))) {
      const record: MachineRecord = JSON.parse(text);
      const own = revisions.get(record.id) ?? new Map<number, Revision>();
      const current = own.get(record.current);
      if (!current) continue; // its definition cannot be read, which `readRevisions` reported
      const { id, name, createdMs } = record;
      const arn = machines.arnOf(name);
      machines.#byName.set(name, {
        id,
        name,
        arn,
        createdMs,
        revisions: own,
        current,
        tags: Object.fromEntries(record.tags),
      });
    }
    return machines;
  }

  arnOf(name: string): string {
    const { region, account } = this.#context;
    return `arn:aws:states:${region}:${account}:stateMachine:${name}`;
  }

  byName(name: string): Machine | undefined {
    return this.#byName.get(name);
  }

  byId(id: string): Machine | undefined {
    for (const machine of this.#byName.values()) if (machine.id === id) return machine;
    return undefined;
  }

  /** Sorted by name. */
  get all(): readonly Machine[] {
    return [...this.#byName.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
  }

  create(name: string, revision: Revision, tags: Tags): Machine {
    const machine: Machine = {
      id: this.#context.ids.bytes(8).toString('hex'),
      name,
      arn: this.arnOf(name),
      createdMs: this.#context.clock.wallTime(),
      revisions: new Map([[revision.number, revision]]),
      current: revision,
      tags,
    };
    this.#byName.set(name, machine);
    this.#saveRevision(machine, revision);
    this.save(machine);
    return machine;
  }

  revise(machine: Machine, revision: Revision): void {
    machine.revisions.set(revision.number, revision);
    machine.current = revision;
    this.#saveRevision(machine, revision);
    this.save(machine);
  }

  delete(machine: Machine): void {
    this.#byName.delete(machine.name);
    this.#context.store.del(keys.machine(machine.name));
    this.#context.store.put(keys.deletedMachine(machine.id), '');
  }

  save({ id, name, createdMs, current, tags }: Machine): void {
    const record: MachineRecord = { v: 1, id, name, createdMs, current: current.number, tags: Object.entries(tags) };
    this.#context.store.put(keys.machine(name), JSON.stringify(record));
  }

  #saveRevision({ id }: Machine, { definition: _compiled, ...revision }: Revision): void {
    this.#context.store.put(keys.revision(id, revision.number), JSON.stringify({ v: 1, ...revision }));
  }
}

/** By state machine's id and number. A definition that this release cannot read is reported and left out. */
async function readRevisions(context: CloudContext): Promise<Map<string, Map<number, Revision>>> {
  const revisions = new Map<string, Map<number, Revision>>();
  for await (const [key, text] of context.store.range(prefixed(keys.revisions))) {
    const { v: _format, ...record }: RevisionRecord = JSON.parse(text);
    const result = readDefinition(record.text);
    if ('diagnostics' in result) {
      context.report(`the stored definition ${key} cannot be read`, result.diagnostics);
      continue;
    }
    const machineId = key.slice(keys.revisions.length, key.lastIndexOf('/'));
    const own = revisions.get(machineId) ?? new Map<number, Revision>();
    own.set(record.number, { ...record, revisionId: record.revisionId, definition: result.definition });
    revisions.set(machineId, own);
  }
  return revisions;
}
