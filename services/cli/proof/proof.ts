import { type CheckResult, type Proof, proof } from '../../proof/proof.ts';
import type { Io } from '../io.ts';
import { exitCodes, type Output } from '../output.ts';
import { progressLine } from '../progress.ts';
import { withRunningSystem } from '../running-system.ts';

export async function prove(io: Io): Promise<Output> {
  const began = performance.now();
  const { ok, checks, deadLetters } = await withRunningSystem(io, async (system) => {
    const shards = await system.audit();
    const progress = progressLine(io);
    const boundSeconds = system.runtime.openBoundSeconds;
    try {
      return await proof(shards, {
        now: new Date(),
        boundSeconds,
        onProgress: ({ done, total, transfers }) =>
          progress.show(`${done} of ${total} checks, ${transfers} transfers followed`),
      });
    } finally {
      progress.clear();
    }
  });
  const seconds = Math.round(performance.now() - began) / 1000;
  return {
    json: { ok, checks, deadLetters, seconds },
    text: () => proofText({ ok, checks, deadLetters }, seconds),
    exitCode: ok ? exitCodes.ok : exitCodes.error,
  };
}

async function proofText({ ok, checks, deadLetters }: Proof, seconds: number): Promise<string> {
  const { table } = await import('../table.ts');
  const results = table(checks, [
    { title: '', of: (check) => (check.ok ? 'ok' : 'FAIL') },
    { title: 'check', of: ({ name }) => name },
    { title: 'checked', of: ({ checked }) => String(checked), right: true },
    { title: 'violations', of: ({ violationCount }) => String(violationCount), right: true },
  ]);
  const broken = checks.filter((check) => !check.ok).map(violationsText);
  const verdict = ok ? 'The ledger is sound' : 'THE LEDGER IS NOT SOUND';
  const parts = [results, ...broken, `${verdict}: ${checks.length} checks in ${seconds} s.`];
  return [...parts, ...deadLettersText(deadLetters)].join('\n\n');
}

function deadLettersText({ count, oldestSeconds }: Proof['deadLetters']): string[] {
  if (count === 0) return [];
  const wait = count === 1 ? 'One dead letter waits' : `${count} dead letters wait`;
  const since = count === 1 ? 'since' : 'the oldest since';
  return [
    `${wait} for a person, ${since} ${Math.round(oldestSeconds)} s: no part of the proof, for no money moved by them.`,
  ];
}

function violationsText({ name, description, violations, violationCount }: CheckResult): string {
  const lines = violations.map((violation) => {
    const known = Object.entries(violation).filter(([, value]) => value !== null);
    return `  ${known.map(([field, value]) => `${field} ${value}`).join(', ')}`;
  });
  const rest = violationCount - violations.length;
  return [`${name}: ${description}`, ...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n');
}
