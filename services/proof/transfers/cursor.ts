/** Reads a large ordered result page by page, through a cursor of the snapshot's transaction, so that memory holds only one page. */
import type { ClientBase } from 'pg';

const pageRows = 5000;

export type Column = string | null;

/** The first column is the transfer's id; all columns are text. */
export class TransferCursor {
  readonly #client: ClientBase;
  readonly #name: string;
  #page: Column[][] = [];
  #next = 0;
  #ended = false;

  private constructor(client: ClientBase, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** @param name unique within the transaction. @param sql in the order of its first column. */
  static async open(client: ClientBase, name: string, sql: string): Promise<TransferCursor> {
    await client.query(`declare ${name} no scroll cursor for ${sql}`);
    return new TransferCursor(client, name);
  }

  /** Id of the current row, undefined before `fill` and at the end. */
  get id(): string | undefined {
    return this.#page[this.#next]?.[0] ?? undefined;
  }

  /** Takes the current row if it is of this transfer. */
  take(id: string): readonly Column[] | undefined {
    if (this.id !== id) return undefined;
    this.#next += 1;
    return this.#page[this.#next - 1];
  }

  get isDry(): boolean {
    return this.#next === this.#page.length && !this.#ended;
  }

  async fill(): Promise<void> {
    const { rows } = await this.#client.query<Column[]>({
      text: `fetch forward ${pageRows} from ${this.#name}`,
      rowMode: 'array',
    });
    this.#page = rows;
    this.#next = 0;
    this.#ended = rows.length < pageRows;
  }
}
