/**
 * Message attributes: what may be sent, and which of them a receive asks for.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
import { deferredMap, type InputOf, refused, Shape, text } from '../core/input.ts';
import { inputErrors, invalidParameterValue, sqsError } from './errors.ts';
import type { MessageAttributes, MessageAttributeValue } from './message.ts';

const maxAttributes = 10;
/** AWS takes letters of any language, although its error's text says otherwise. */
const namePattern = /^[\p{L}\p{N}_.-]{1,256}$/u;
const typePattern = /^(String|Number|Binary)(\..+)?$/;
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** XML 1.0's characters: #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]. */
const illegalCharacter = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

const noLists = (value: unknown) => {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return invalidParameterValue('Message attribute list values in SendMessage operation are not supported.');
};

const attributeShape = new Shape({
  DataType: text(),
  StringValue: text(),
  BinaryValue: text(),
  StringListValues: refused('AWS refuses it too', noLists),
  BinaryListValues: refused('AWS refuses it too', noLists),
});

type GivenAttribute = InputOf<typeof attributeShape.fields>;
type GivenAttributes = Readonly<Record<string, object>>;

/** The two maps of a message that is sent. */
export const attributeMap = deferredMap(attributeShape);

/** @throws InvalidMessageContents */
export function checkBody(body: string): void {
  const illegal = findIllegal(body, 'message body');
  if (illegal) throw sqsError('InvalidMessageContents', illegal);
}

/** Says which character of a text SQS does not take; undefined if it takes all. */
function findIllegal(text: string, where: string): string | undefined {
  const illegal = illegalCharacter.exec(text)?.[0];
  if (illegal === undefined) return undefined;
  const hex = (illegal.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `Invalid binary character '#x${hex}' was found in the ${where}, the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].`;
}

const messageShape = new Shape({ MessageAttributes: attributeMap });

/** The attributes of a message that was not validated yet. @throws AwsError */
export const attributesOf = (message: object): MessageAttributes | undefined =>
  parseMessageAttributes(messageShape.read(message, inputErrors).MessageAttributes);

/** The attributes of a message that is sent; undefined if there are none. @throws InvalidParameterValue */
export function parseMessageAttributes(given: GivenAttributes | undefined): MessageAttributes | undefined {
  if (!given) return undefined;
  const names = Object.keys(given);
  if (names.length === 0) return undefined;
  if (names.length > maxAttributes) {
    throw invalidParameterValue(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${maxAttributes}].`,
    );
  }
  const attributes: Record<string, MessageAttributeValue> = Object.create(null);
  for (const name of names) {
    checkName(name);
    attributes[name] = parseValue(`message (user) attribute '${name}'`, given[name]);
  }
  return attributes;
}

/** The X-Ray trace header, the only system attribute that can be sent. @throws InvalidParameterValue */
export function parseTraceHeader(given: GivenAttributes | undefined): string | undefined {
  if (!given) return undefined;
  const other = Object.keys(given).find((name) => name !== 'AWSTraceHeader');
  if (other !== undefined) throw invalidParameterValue(`Message system attribute name '${other}' is invalid.`);
  const { AWSTraceHeader } = given;
  if (AWSTraceHeader === undefined || AWSTraceHeader === null) return undefined;
  const value = parseValue("message system attribute 'AWSTraceHeader'", AWSTraceHeader);
  if (value.DataType !== 'String' || value.StringValue === undefined) {
    throw invalidParameterValue("The type of message system attribute 'AWSTraceHeader' must be String.");
  }
  return value.StringValue;
}

function checkName(name: string): void {
  if (!name) throw invalidParameterValue('The request must contain non-empty message attribute names.');
  const refuse = (reason: string) =>
    invalidParameterValue(`The message (user) attribute name '${name}' is invalid. Reason: ${reason}`);
  if (!namePattern.test(name)) {
    throw refuse('It can contain only A-Z, a-z, 0-9, underscores, hyphens and periods, and be 1 to 256 in length.');
  }
  if (name.startsWith('.') || name.endsWith('.') || name.includes('..')) {
    throw refuse('It must not start or end with a period, and must not have periods in succession.');
  }
  if (/^(aws|amazon)\./i.test(name))
    throw refuse('It must not start with AWS-reserved prefixes such as AWS. or Amazon.');
}

function parseValue(what: string, given: object | undefined): MessageAttributeValue {
  const attribute: GivenAttribute = attributeShape.read(given ?? {}, inputErrors);
  const { DataType, StringValue, BinaryValue } = attribute;
  if (!DataType) throw invalidParameterValue(`The ${what} must contain a non-empty message attribute type.`);
  if (!typePattern.test(DataType) || DataType.length > 256) {
    throw invalidParameterValue(
      `The type of ${what} is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  const empty = () =>
    invalidParameterValue(
      `${what[0]?.toUpperCase()}${what.slice(1)} must contain a non-empty value of type '${DataType}'.`,
    );
  if (DataType.startsWith('Binary')) {
    if (!BinaryValue) throw empty();
    return { DataType, BinaryValue };
  }
  if (!StringValue) throw empty();
  const illegal = findIllegal(StringValue, what);
  if (illegal) throw invalidParameterValue(illegal);
  if (DataType.startsWith('Number') && !numberPattern.test(StringValue)) {
    throw invalidParameterValue(`Can't cast the value of ${what} to a number.`);
  }
  return { DataType, StringValue };
}

/** Bytes that they count towards the message's size: names, types and values. */
export function sizeOfAttributes(attributes: MessageAttributes | undefined): number {
  let bytes = 0;
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes ?? {})) {
    bytes += name.length + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue ?? '');
    bytes += Buffer.byteLength(BinaryValue ?? '', 'base64');
  }
  return bytes;
}

const all = new Set(['All', '.*', '*']);

/** The attributes that MessageAttributeNames asks for: by name, by prefix (`foo.*`), or all. */
export function selectAttributes(
  attributes: MessageAttributes | undefined,
  names: readonly string[],
): MessageAttributes | undefined {
  if (!attributes || names.length === 0) return undefined;
  if (names.some((name) => all.has(name))) return attributes;
  const wanted = (name: string) =>
    names.some((pattern) => (pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : name === pattern));
  const selected = Object.entries(attributes).filter(([name]) => wanted(name));
  return selected.length > 0 ? Object.fromEntries(selected) : undefined;
}
