/** The examples below a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

export const pageOptions = {
  limit: ['--limit <number>', 'rows per page, at most 1000', '50'],
  after: ['--after <cursor>', 'the page after the one that ended with this cursor'],
} as const;
