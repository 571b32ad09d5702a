/** What the three batch operations share: limits on the entries, and a result per entry. */
import { deferredList, type Fields, type InputOf, Shape, text } from '../core/input.ts';
import { AwsError, type Json } from '../core/service.ts';
import { inputErrors, missingParameter, sqsError } from './errors.ts';

const maxEntries = 10;
const idPattern = /^[A-Za-z0-9_-]{1,80}$/;
const identified = new Shape({ Id: text() });

/** `Entries` of a batch request. No entries are not "missing": they have an error of their own. */
export const entriesOf = <F extends Fields>(shape: Shape<F>) => deferredList(shape);

/** @param typeName of an entry in the service model, for the error's text */
export function checkEntries(entries: readonly object[] | undefined, typeName: string): readonly Json[] {
  if (entries === undefined || entries.length === 0) {
    throw sqsError('EmptyBatchRequest', `There should be at least one ${typeName} in the request.`);
  }
  if (entries.length > maxEntries) {
    throw sqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${maxEntries}. You have sent ${entries.length}.`,
    );
  }
  const ids = new Set<string>();
  for (const entry of entries) {
    const { Id } = identified.read(entry ?? {}, inputErrors);
    if (Id === undefined) throw missingParameter('Id');
    if (!idPattern.test(Id)) {
      throw sqsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (ids.has(Id)) throw sqsError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    ids.add(Id);
  }
  return entries;
}

/** Checks the entries and runs `act` for each: an entry that fails does not fail the others. */
export function batch<F extends Fields>(
  typeName: string,
  shape: Shape<F>,
  entries: readonly object[] | undefined,
  act: (entry: InputOf<F>) => object,
): Json {
  const successful: Json[] = [];
  const failed: Json[] = [];
  for (const entry of checkEntries(entries, typeName)) {
    try {
      successful.push({ Id: entry.Id, ...act(shape.read(entry, inputErrors)) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const Code = error.options.queryCode ?? error.code;
      failed.push({ Id: entry.Id, SenderFault: true, Code, Message: error.message });
    }
  }
  // Over AWS JSON an empty list is left out of the answer.
  return {
    ...(successful.length > 0 ? { Successful: successful } : {}),
    ...(failed.length > 0 ? { Failed: failed } : {}),
  };
}
