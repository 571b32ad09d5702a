/** What a target receives for an event: the event, a constant, a part of it, or a filled template. */
import type { BusEvent } from '../bus-event.ts';
import { fill, parseTemplate } from './input-template.ts';
import { type JsonPath, parseJsonPath, select } from './json-path.ts';

/** A target's own choice of input, at most one of the three; without any it receives the event. */
export interface InputSettings {
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

export interface RuleIdentity {
  readonly arn: string;
  readonly name: string;
}

/** @throws OutputNotJson */
export type TargetInput = (event: BusEvent, rule: RuleIdentity) => string;

/** Variables that templates may use without a path. */
export const predefinedVariables: ReadonlyMap<string, TargetInput> = new Map<string, TargetInput>([
  ['aws.events.rule-arn', (_event, rule) => JSON.stringify(rule.arn)],
  ['aws.events.rule-name', (_event, rule) => JSON.stringify(rule.name)],
  ['aws.events.event.ingestion-time', (event) => JSON.stringify(new Date(event.acceptedMs).toISOString())],
  ['aws.events.event.json', (event) => event.text],
  ['aws.events.event', (event) => withoutDetail(event)],
]);

/** Compiles the input once, when the target is put or loaded. */
export function compileTargetInput(settings: InputSettings): TargetInput {
  const { Input, InputPath, InputTransformer } = settings;
  if (Input !== undefined) return () => Input;
  if (InputPath !== undefined) {
    const path = pathOf(InputPath);
    return (event) => select(event.text, path) ?? 'null';
  }
  if (InputTransformer === undefined) return (event) => event.text;
  const template = parseTemplate(InputTransformer.InputTemplate);
  const paths = new Map(
    Object.entries(InputTransformer.InputPathsMap ?? {}).map(([name, path]) => [name, pathOf(path)]),
  );
  return (event, rule) => {
    return fill(template, (variable) => {
      const path = paths.get(variable);
      return path ? select(event.text, path) : predefinedVariables.get(variable)?.(event, rule);
    });
  };
}

/** Paths are checked when a target is put. */
function pathOf(text: string): JsonPath {
  return parseJsonPath(text) ?? { steps: [] };
}

/** Members and their order as `<aws.events.event>` has them on AWS. */
function withoutDetail(event: BusEvent): string {
  const member = (name: string, from = name) => {
    const value = select(event.text, { steps: [{ name: from }] });
    return value === undefined ? [] : [`"${name}":${value}`];
  };
  const members = [
    ...member('id'),
    ...member('account'),
    ...member('detailType', 'detail-type'),
    ...member('time'),
    ...member('source'),
    ...member('region'),
    ...member('resources'),
    ...member('version'),
  ];
  return `{${members.join(',')}}`;
}
