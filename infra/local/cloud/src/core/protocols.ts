/**
 * The protocols that this cloud does not speak, told apart so that their clients can show what is wrong: each reads an error only in its
 * own form.
 */
import type { WireResponse } from './dispatcher.ts';

export type Protocol = 'json' | 'query' | 'cbor';

export interface RequestHead {
  readonly url: string;
  readonly target: string;
  readonly contentType: string;
  /** The header `smithy-protocol`. */
  readonly smithyProtocol: string;
}

export function protocolOf({ url, target, contentType, smithyProtocol }: RequestHead): Protocol {
  if (smithyProtocol === 'rpc-v2-cbor' || contentType.startsWith('application/cbor')) return 'cbor';
  if (target !== '') return 'json';
  const isQuery = contentType.startsWith('application/x-www-form-urlencoded') || /[?&]Action=/.test(url);
  return isQuery ? 'query' : 'json';
}

const spoken = 'The local cloud speaks AWS JSON only';

/** What to use instead. SQS speaks AWS JSON since November 2023. */
export const notSpoken: Readonly<Record<Exclude<Protocol, 'json'>, string>> = {
  query: `${spoken}, and this client sent SQS's older query protocol: use boto3 1.28.81, AWS CLI 1.29.81 or 2.13.33, or an AWS SDK of November 2023 or later`,
  cbor: `${spoken}, and this client sent Smithy RPC v2 CBOR: choose the protocol "json" in the client's configuration`,
};

/** A refusal in the client's own form. */
export function refusal(
  protocol: Protocol,
  requestId: string,
  status: number,
  { code, message }: { readonly code: string; readonly message: string },
): WireResponse {
  const headers = { 'x-amzn-requestid': requestId, 'x-amzn-errortype': code };
  if (protocol === 'query')
    return { status, headers: { ...headers, ...xml }, body: errorDocument(code, message, requestId) };
  const body = { __type: code, message };
  return protocol === 'cbor'
    ? { status, headers: { ...headers, ...cbor }, body: encodeTexts(body) }
    : { status, headers: { ...headers, 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) };
}

const xml = { 'content-type': 'text/xml' };
const cbor = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };

function errorDocument(code: string, message: string, requestId: string): string {
  const error = `<Error><Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message><Detail/></Error>`;
  return `<?xml version="1.0"?><ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/">${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A CBOR map of fewer than 24 texts. */
function encodeTexts(map: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(map);
  return Buffer.concat([Buffer.of(0xa0 + entries.length), ...entries.flat().map(encodeText)]);
}

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.of(0x79, bytes.length >> 8, bytes.length & 0xff); // a text whose length is in two bytes
  return Buffer.concat([head, bytes]);
}
