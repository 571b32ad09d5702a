/**
 * A contract is AWS's behaviour, as far as the design rests on it: written once, checked on every target. If a target is
 * known to differ, `differences.ts` has a row for it, and the case must then fail in the way that the row says.
 */
import { beforeAll, describe, test } from 'vitest';
import { type Difference, differences } from './differences.ts';
import { endpointTimeoutMs } from './environment.ts';
import { notRun } from './not-run.ts';
import type { CloudUnderTest, Target } from './targets/cloud.ts';
import { targets } from './targets/index.ts';

type Case = (cloud: CloudUnderTest) => Promise<void>;
type Contract = (title: string, run: Case) => void;

/** @param area a case's name in the tables is `area: title` */
export function describeContracts(area: string, define: (contract: Contract) => void): void {
  for (const target of targets) {
    describe(`${area}, ${target.name}`, () => {
      let missing: string | undefined;
      beforeAll(async () => {
        missing = await target.prepare();
      }, endpointTimeoutMs);
      define(contractsOf(area, target, () => missing));
    });
  }
}

/** @param missing why the target is not available; undefined if it is */
function contractsOf(area: string, target: Target, missing: () => string | undefined): Contract {
  const register = target.concurrent ? test.concurrent : test;
  return (title, run) => {
    const name = `${area}: ${title}`;
    const about = (row: { target: string; case: string }) => row.target === target.name && row.case === name;
    const skipped = notRun.find(about);
    if (skipped) {
      test.skip(`${title} (${skipped.reason})`);
      return;
    }
    const difference = differences.find(about);
    register(difference ? `${title} (known to differ: it ${difference.does})` : title, async ({ skip }) => {
      const reason = missing();
      if (reason !== undefined) skip(reason);
      const failure = await failureOf(target, run);
      if (!difference) {
        if (failure) throw failure;
      } else checkDifference(difference, failure);
    });
  };
}

async function failureOf(target: Target, run: Case): Promise<Error | undefined> {
  const cloud = await target.open();
  let failure: Error | undefined;
  try {
    await run(cloud);
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  await cloud.close();
  return failure;
}

function checkDifference({ target, case: name, seen, sometimes }: Difference, failure: Error | undefined): void {
  if (!failure && sometimes) return;
  if (!failure) throw new Error(`${target} now behaves as AWS does: remove the row "${name}" from differences.ts`);
  const evidence = evidenceOf(failure);
  if (evidence.includes(seen)) return;
  throw new Error(`${target} differs in another way than the row "${name}" says:\n${evidence}`, { cause: failure });
}

/** The failure on one line, so that a row can quote a part of it. */
function evidenceOf(failure: Error): string {
  const { expected, actual } = failure as { expected?: unknown; actual?: unknown };
  return [failure.name, failure.message, text(expected), text(actual)].join(' | ').replace(/\s+/g, ' ');
}

const text = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
