/**
 * What a SQLSTATE says: about the database's condition, or about the statement and its values. What is said about the condition is never the
 * fault of the message that was worked on, however often it happens to it.
 */

/** By class, the first two characters. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const conditionClasses = new Map([
  ['08', 'the connection was lost or refused'],
  ['0A', 'a plan that a migration made stale'],
  ['25', 'read only after a failover, idle too long'],
  ['28', 'the login was refused'],
  ['3D', 'the database does not exist'],
  ['3F', 'the schema does not exist'],
  ['40', 'another transaction was in the way: serialization, deadlock'],
  ['42', 'a table, column, function or right is missing: the code does not fit the schema'],
  ['53', 'out of memory, disk or connections'],
  ['55', 'a lock was not available in time, or the server is not ready'],
  ['57', 'shut down, crashed, or cancelled by a time-out or a person'],
  ['58', 'a failure outside of PostgreSQL, such as I/O'],
  ['F0', 'the configuration file is wrong'],
  ['XX', 'an internal error, damaged data'],
]);

/** A row that was sent to the wrong database: the layout is configured wrongly. */
const layoutConstraint = 'bucket_lives_here';

/** Whether the fault, an error of the driver, tells the database's condition. */
export function isOfTheDatabase(fault: Error & { readonly code?: unknown; readonly constraint?: unknown }): boolean {
  return conditionClasses.has(String(fault.code).slice(0, 2)) || fault.constraint === layoutConstraint;
}
