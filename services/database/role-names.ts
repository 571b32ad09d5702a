/** The database roles that programs log in as. */

/** The functions that move transfers: reads and writes the ledger, deletes nothing. */
export const serviceRole = 'zeroloss_service';
/** The proof and the reading commands: reads everything, changes nothing. */
export const auditRole = 'zeroloss_audit';
/** The consumer of facts: writes the read models, and can neither read nor change the ledger's tables. */
export const projectionsRole = 'zeroloss_projections';
/** The migration, only on AWS: owns the databases. */
export const migrationRole = 'zeroloss_migration';
