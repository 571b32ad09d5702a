/** The table of differences is printed, and kept in differences.md: `npx vitest run -u infra/local/cloud/test/contracts/differences` writes it. */
import Table from 'cli-table3';
import { expect, test } from 'vitest';
import { differences } from './differences.ts';
import { notRun } from './not-run.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');

const markdown = `# Where LocalStack differs from AWS

Written by the contract suite from differences.ts and not-run.ts. The suite holds LocalStack to every row: when a release mends
one, its case fails until the row is removed.

| target | what AWS does | what the target does |
| --- | --- | --- |
${differences
  .map(({ target, version, case: name, does, sometimes }) => {
    return `| ${target} ${version} | ${cell(name)} | ${sometimes ? 'sometimes ' : ''}${does} |`;
  })
  .join('\n')}

## Not asked

| target | case | why |
| --- | --- | --- |
${notRun.map(({ target, case: name, why }) => `| ${target} | ${cell(name)} | ${why} |`).join('\n')}
`;

test('the table of differences', async () => {
  const table = new Table({ head: ['what AWS does', 'what LocalStack does'], colWidths: [78, 50], wordWrap: true });
  table.push(...differences.map(({ case: name, does }) => [name, does]));
  console.log(`${differences.length} differences:\n${table.toString()}`);
  await expect(markdown).toMatchFileSnapshot('differences.md');
});

test('a case has one row in one table', () => {
  const names = [...differences, ...notRun].map(({ target, case: name }) => `${target} ${name}`);
  expect(names).toEqual([...new Set(names)]);
});
