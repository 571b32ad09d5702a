import { isTraceparent } from '../../events/index.ts';

/**
 * A requester's W3C trace context as X-Ray's header, so that our part of the way shows in the requester's trace.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 * Returns undefined for anything that is not a trace context.
 */
export function traceHeader(traceparent: unknown): string | undefined {
  if (!isTraceparent(traceparent)) return undefined;
  const [, trace = '', parent = '', flags = ''] = String(traceparent).split('-');
  const sampled = Number.parseInt(flags, 16) & 1;
  return `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${parent};Sampled=${sampled}`;
}
