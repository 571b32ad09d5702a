import type { Reader } from './reader.ts';

/** `QueryLanguage`, of the machine or of one state: only the default runs here. */
export function readLanguage(reader: Reader): void {
  const language = reader.string('QueryLanguage');
  if (language === 'JSONata') {
    reader.fault('QueryLanguage', "The local cloud does not support the 'JSONata' QueryLanguage");
  } else if (language !== undefined && language !== 'JSONPath') {
    reader.fault('QueryLanguage', "The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata]");
  }
}
