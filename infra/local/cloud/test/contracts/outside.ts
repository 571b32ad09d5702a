/** What the contract tests take from outside: another AWS than the local cloud, and a Python with AWS's tools. */
import { inject } from 'vitest';

/** Where another AWS is, or why there is none: the reason to skip a test with. */
export type FoundEndpoint = { readonly endpoint: string } | { readonly missing: string };

/** The interpreter that can import boto3 and awscli, or why there is none. */
export type FoundPython = { readonly python: string } | { readonly missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with a `FoundEndpoint`; may start it at the first request. An answer that is no success is a failure of the test. */
    readonly contractEndpointUrl: string;
    /** Answers with a `FoundPython`, likewise. */
    readonly contractPythonUrl: string;
  }
}

/** Installing another AWS takes minutes on a slow machine. */
export const endpointTimeoutMs = 600_000;

export const findEndpoint = (): Promise<FoundEndpoint> => ask(inject('contractEndpointUrl'));
export const findPython = (): Promise<FoundPython> => ask(inject('contractPythonUrl'));

async function ask<Found>(url: string): Promise<Found> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Found;
}
