/** The roles that programs connect as. */

/** Handlers and relay. */
export const serviceRole = 'zeroloss_service';
/** Reads everything, changes nothing: the proof, the read side of the command line. */
export const auditRole = 'zeroloss_audit';
/** The consumer of facts: writes the read models, and can neither read nor change the ledger. */
export const projectionsRole = 'zeroloss_projections';
/** On AWS it owns the databases and runs the migrations. */
export const migrationRole = 'zeroloss_migration';
