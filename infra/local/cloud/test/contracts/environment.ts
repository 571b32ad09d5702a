/** What the contract tests need from outside: another AWS than the local cloud, and a Python with AWS's tools. */
import { inject } from 'vitest';

/** Where another AWS is, or why there is none: the reason to skip its tests. */
export type FoundEndpoint = { readonly endpoint: string } | { readonly missing: string };

/** An interpreter that can import boto3 and awscli, or why there is none. */
export type FoundPython = { readonly python: string } | { readonly missing: string };

/** What is known at once, or a URL that answers with it: starting and installing wait until the first test asks. */
type Provided<Found> = Found | { readonly url: string };

declare module 'vitest' {
  interface ProvidedContext {
    readonly contractEndpoint: Provided<FoundEndpoint>;
    readonly contractPython: Provided<FoundPython>;
  }
}

/** Installing another AWS takes minutes on a slow machine. */
export const endpointTimeoutMs = 600_000;

/** @throws Error if the URL answers with an error */
export const findEndpoint = (): Promise<FoundEndpoint> => find(inject('contractEndpoint'));

/** @throws Error if the URL answers with an error */
export const findPython = (): Promise<FoundPython> => find(inject('contractPython'));

async function find<Found extends object>(provided: Provided<Found>): Promise<Found> {
  if (!('url' in provided)) return provided;
  const response = await fetch(provided.url);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Found;
}
