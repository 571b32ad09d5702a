/** Tests what is deployed: the assets of the synthesized assembly, loaded and run as Lambda would. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenarios } from '../../infra/local/demo/scenarios.ts';
import { balances, openAccounts, play } from '../../infra/local/demo/showcase.ts';
import type { System } from '../../infra/local/system.ts';
import { waitFor } from '../../infra/local/wait-for.ts';
import { synthesize } from '../../infra/synthesis/assembly.ts';
import { type BundledSystem, startBundledSystem } from './bundled-system.ts';
import { type Bundle, bundlesOf, devPackagesIn, duplicatedSdkIn, filesBelow } from './bundles.ts';
import { Instance } from './instance.ts';

const directory = mkdtempSync(join(tmpdir(), 'zeroloss-packaging-'));
// Two directories of different depth: a bundle must not depend on where it is built.
const assemblies = [join(directory, 'assembly'), join(directory, 'and/another/assembly')] as const;
let bundles: Bundle[];

beforeAll(async () => {
  for (const assembly of assemblies) await synthesize(assembly, { stage: 'dev' });
  bundles = bundlesOf(assemblies[0]);
}, 600_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Content of every template and asset file, by path. */
function contents(assembly: string): Map<string, string> {
  const deployed = filesBelow(assembly).filter((path) => /^asset\.|\.(template|assets)\.json$/.test(path));
  return new Map(deployed.map((path) => [path, readFileSync(join(assembly, path), 'latin1')]));
}

test('syntheses in two directories give the same bytes, without the path of this clone', () => {
  const [first, second] = assemblies.map(contents);
  expect([...(second?.keys() ?? [])]).toEqual([...(first?.keys() ?? [])]);
  for (const [path, content] of first ?? []) {
    expect(content === second?.get(path), path).toBe(true);
    expect(content.includes(process.cwd()), path).toBe(false);
    if (path.endsWith('.map')) expect(JSON.parse(content).sources.join(' ')).not.toContain('..');
  }
});

test('each bundle is small, has the SDK once and no development package', () => {
  expect(bundles.length).toBeGreaterThanOrEqual(8);
  for (const bundle of bundles) {
    expect(bundle.zippedBytes, bundle.name).toBeLessThan(5_000_000);
    expect([...bundle.packages], bundle.name).toContain('node_modules/pg');
    expect(duplicatedSdkIn(bundle), bundle.name).toEqual([]);
    expect(devPackagesIn(bundle), bundle.name).toEqual([]);
  }
});

/** `npm run bundles` measures how long that takes. */
test('a fresh process loads each bundle and finds its handler', async () => {
  for (const bundle of bundles) await (await Instance.start({ bundle, environment: {} })).stop();
});

describe('running the bundles', () => {
  let bundled: BundledSystem;
  beforeAll(async () => {
    bundled = await startBundledSystem(bundles, join(directory, 'data'));
  });
  afterAll(() => bundled?.stop());

  test('bundles move money to every safe ending', { timeout: 180_000 }, async () => {
    await openAccounts(bundled.system);
    const before = await balances(bundled.system);
    for (const scenario of scenarios.filter(({ down }) => !down)) {
      const details = scenario.details.map((detail) => ({
        ...detail,
        reference: 'marker',
        metadata: { marker: 'marker' },
      }));
      expect(await play(bundled.system, { ...scenario, details }), scenario.title).toMatchObject({ passed: true });
    }
    expect(await balances(bundled.system)).not.toEqual(before);
  });

  test('logs and traces do not tell whose money it was, or how much', async () => {
    await sendPoison(bundled.system);
    await waitFor(20_000, 'the poison was not logged', async () =>
      poisoned.every((line) => bundled.log().includes(line)) ? true : undefined,
    );
    expect([bundled.log(), ...bundled.segments].join('\n').match(payload)).toBeNull();
    const traced = ['## handler', 'PutEvents', 'StartExecution', 'SendTaskSuccess'];
    for (const name of traced)
      expect(
        bundled.segments.some((segment) => segment.includes(name)),
        name,
      ).toBe(true);
  });
});

/** Words of the requests, which must not be in any log, however the transfer ended. */
const payload = /\b(alice|bob|frida|salary|yacht|gift|lunch|malformed|colour|marker|120\.50?|1000000)\b/;

const poisoned = [
  'a message is not a request and is a dead letter now',
  'a message is not a command and is a dead letter now',
];

/** Sends messages that no consumer can parse. */
async function sendPoison({ clients: { sqs } }: System): Promise<void> {
  const send = async (QueueName: string, MessageBody: string, fifo: object = {}) => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...fifo }));
  };
  await send('zeroloss-transfer-requests', '{"marker": alice');
  await send('zeroloss-debit.fifo', '{"command":"Debit","taskToken":"marker","transfer":{"fromAccount":"alice"}}', {
    MessageGroupId: 'alice',
    MessageDeduplicationId: 'marker',
  });
}
