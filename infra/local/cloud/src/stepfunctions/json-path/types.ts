/**
 * JSONPath as AWS Step Functions evaluates it: the dialect of Jayway's JsonPath for Java. It is not RFC 9535 and
 * no npm package has it (jsonpath-plus has no `=~`, `in` or functions, and cannot tell a definite path, which must match,
 * from an indefinite one, which gives a list). Paths are parsed once, when a definition is compiled.
 */
export type Json = unknown;

/** The path leads to nothing. */
export const missing: unique symbol = Symbol('missing');

export type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'members'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'filter'; readonly matches: Predicate }
  | { readonly kind: 'descend' }
  | { readonly kind: 'function'; readonly name: string };

export type Predicate = (item: Json, root: Json) => boolean;

export interface Path {
  /** As written, `$$` included. */
  readonly text: string;
  /** `$$`: a path into the context object. */
  readonly inContext: boolean;
  /** It names exactly one value, which must exist; an indefinite path gives a list. */
  readonly definite: boolean;
  readonly steps: readonly Step[];
}
