/** A migration cannot be applied, or was changed after it had been; the message names it and says what to do. */
export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';
}
