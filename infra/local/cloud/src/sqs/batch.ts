/** What the three batch operations share: limits on the entries, and a result per entry. */
import { AwsError, type Json } from '../core/service.ts';
import { missingParameter, sqsError } from './errors.ts';
import { optionalList, optionalString } from './input.ts';

const maximumEntries = 10;
const idPattern = /^[A-Za-z0-9_-]{1,80}$/;

/** @param shape the entry's name in the service model, for the error's text */
export function checkEntries(input: Json, shape: string): Json[] {
  const entries = optionalList(input, 'Entries') ?? [];
  if (entries.length === 0) {
    throw sqsError('EmptyBatchRequest', `There should be at least one ${shape} in the request.`);
  }
  if (entries.length > maximumEntries) {
    throw sqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${maximumEntries}. You have sent ${entries.length}.`,
    );
  }
  const ids = new Set<string>();
  for (const entry of entries) {
    const id = optionalString(entry ?? {}, 'Id');
    if (id === undefined) throw missingParameter('Id');
    if (!idPattern.test(id)) {
      throw sqsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (ids.has(id)) throw sqsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
    ids.add(id);
  }
  return entries;
}

/** Runs `act` for each entry; over AWS JSON a list without members is left out of the answer. */
export function batch(entries: readonly Json[], act: (entry: Json) => Json): Json {
  const successful: Json[] = [];
  const failed: Json[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const Code = error.options.queryCode ?? error.code;
      failed.push({ Id: entry.Id, SenderFault: true, Code, Message: error.message });
    }
  }
  return {
    ...(successful.length > 0 ? { Successful: successful } : {}),
    ...(failed.length > 0 ? { Failed: failed } : {}),
  };
}
