/** LocalStack, one for the whole run; each case has an account of its own there. */
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { findEndpoint } from '../environment.ts';
import { Clients } from './clients.ts';
import type { CloudUnderTest, Target } from './cloud.ts';

const timeoutMs = 10_000;
const pollMs = 50;

let endpoint = '';

export const localStackTarget: Target = {
  name: 'LocalStack',
  concurrent: true,
  async prepare() {
    const found = await findEndpoint();
    if ('missing' in found) return found.missing;
    endpoint = found.endpoint;
    return undefined;
  },
  open: async () => openLocalStack(),
};

function openLocalStack(): CloudUnderTest {
  // An access key of twelve digits is an account: https://docs.localstack.cloud/references/multi-account-setups/
  const account = String(randomInt(100_000_000_000, 281_474_976_710_655)).slice(0, 12);
  const region = 'us-east-1';
  const settings = { region, endpoint, credentials: { accessKeyId: account, secretAccessKey: 'any' }, maxAttempts: 1 };
  const clients = new Clients(settings);
  return {
    get sqs() {
      return clients.sqs;
    },
    get events() {
      return clients.events;
    },
    get states() {
      return clients.states;
    },
    account,
    region,
    now: Date.now,
    pass: (seconds) => delay(seconds * 1000),
    async eventually(ask, enough) {
      const deadlineMs = Date.now() + timeoutMs;
      let answer = await ask();
      while (!enough(answer) && Date.now() < deadlineMs) {
        await delay(pollMs);
        answer = await ask();
      }
      return answer;
    },
    async close() {
      clients.destroy();
    },
  };
}
