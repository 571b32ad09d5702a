/**
 * Reads an Amazon States Language definition: returns the compiled definition, or every fault with AWS's text and its location.
 * https://states-language.net, https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
 */

import { parseJson } from '../../core/json-syntax.ts';
import { isObject } from '../../core/json-values.ts';
import { type Diagnostic, Diagnostics } from './diagnostics.ts';
import { checkGraph } from './graph.ts';
import { readLanguage } from './read-language.ts';
import { readState } from './read-state.ts';
import { Reader } from './reader.ts';
import type { Definition, State } from './types.ts';

export type ReadResult = { readonly definition: Definition } | { readonly diagnostics: readonly Diagnostic[] };

const maxStateNameLength = 80;

export function readDefinition(text: string): ReadResult {
  const diagnostics = new Diagnostics();
  const parsed = text.trim() === '' ? { value: undefined } : parseJson(text);
  if ('fault' in parsed) {
    const { problem, position } = parsed.fault;
    diagnostics.add(position, problem, 'INVALID_JSON_DESCRIPTION');
    return { diagnostics: diagnostics.list };
  }
  if (!isObject(parsed.value)) {
    diagnostics.add(undefined, 'Definition must be a valid JSON object');
    return { diagnostics: diagnostics.list };
  }
  const definition = readMachine(parsed.value, diagnostics);
  return diagnostics.list.length === 0 && definition ? { definition } : { diagnostics: diagnostics.list };
}

function readMachine(value: Record<string, unknown>, diagnostics: Diagnostics): Definition | undefined {
  const reader = new Reader(value, '', diagnostics);
  reader.require('States', 'StartAt');
  const startAt = reader.string('StartAt');
  const timeoutSeconds = reader.integer('TimeoutSeconds', { min: 1, max: 99_999_999 });
  readVersion(reader);
  readLanguage(reader);
  const states = readStates(reader, diagnostics);
  reader.finish();
  if (!states) return undefined;
  if (diagnostics.list.length === 0) checkGraph(startAt, states, diagnostics);
  return { startAt: startAt ?? '', states, timeoutSeconds };
}

function readVersion(reader: Reader): void {
  const version = reader.string('Version');
  if (version !== undefined && version !== '1.0')
    reader.fault('Version', 'Value should be one of the following: [1.0]');
}

/** Returns undefined if `States` is not an object. */
function readStates(reader: Reader, diagnostics: Diagnostics): Map<string, State> | undefined {
  const list = reader.object('States');
  if (!list) return undefined;
  if (list.fields.length === 0) reader.fault('States', 'Value cannot be empty');
  const states = new Map<string, State>();
  for (const name of list.fields) {
    if (name.length > maxStateNameLength) {
      diagnostics.add(list.at(name), `State name cannot be longer than ${maxStateNameLength} characters`);
    }
    const fields = list.object(name);
    const state = fields && readState(name, fields);
    if (state) states.set(name, state);
  }
  return states;
}
