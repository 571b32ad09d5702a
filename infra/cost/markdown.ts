/** The text of docs/cost.md; the terminal shows the same. */
import type { Bill, StageCost } from './cost.ts';
import { assumed, type Metered } from './usage.ts';

export function costDocument(stages: readonly StageCost[], metered: Metered): string {
  return [
    '# Cost',
    '',
    'Written by `npm run cost -- --write` from the synthesized templates, the measured use of a transfer (`infra/cost/metered.json`, the output of',
    '`npm run bench -- --json`) and the price list (`infra/cost/prices.ts`: us-east-1, on demand, without free tiers, November 2026). A test compares.',
    '',
    ...stages.flatMap(stageTables),
    '## What a laptop cannot show',
    '',
    `Assumed, until a first month on AWS shows the real figures: ${assumptions()}.`,
    'Not included: data that leaves the region, backups beyond the size of the database, log storage ($0.03 per GB-month), flow logs, KMS requests',
    '(data keys are reused for five minutes), and support.',
    '',
    'Measured under load, with full batches. Without load each message is one invocation, and the lines of Lambda and SQS are up to ten times as large.',
    'A transfer that does not complete enters other states, each at $25 per million.',
    `Measured per completed transfer: ${meteredText(metered)}.`,
    '',
  ].join('\n');
}

function stageTables({ stage, idleMonth, perMillionTransfers }: StageCost): string[] {
  return [
    `## Stage ${stage}`,
    '',
    `An idle month: **$${money(idleMonth.total)}**. A million completed transfers on top: **$${money(perMillionTransfers.total)}**.`,
    '',
    ...table('Idle, per month', idleMonth),
    ...table('Per million completed transfers', perMillionTransfers),
  ];
}

function table(title: string, { lines, total }: Bill): string[] {
  return [
    `| ${title} | quantity | unit | $ per unit | $ |`,
    '| --- | ---: | --- | ---: | ---: |',
    ...lines.map(
      ({ what, quantity, unit, price, amount }) =>
        `| ${what} | ${figure(quantity)} | ${unit} | ${unitPrice(price)} | ${money(amount)} |`,
    ),
    `| **Total** | | | | **${money(total)}** |`,
    '',
  ];
}

function money(amount: number): string {
  return amount.toFixed(2);
}

function figure(quantity: number): string {
  const digits = quantity >= 100 || Number.isInteger(quantity) ? 0 : 2;
  return quantity.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** Per unit, or per million of what is cheap. */
function unitPrice(price: number): string {
  return price < 0.001 ? `${Number((price * 1e6).toFixed(4))} per million` : String(price);
}

function assumptions(): string {
  const { consumerMilliseconds, scheduledMilliseconds, eventBytes, logBytesPerInvocation, endpointBytes } = assumed;
  return [
    `${consumerMilliseconds} ms per invocation of a consumer and ${scheduledMilliseconds} ms of relay or sweeper`,
    `${eventBytes} bytes per event in the archive`,
    `${logBytesPerInvocation} bytes of log per invocation`,
    `${endpointBytes} bytes per transfer through the endpoints`,
    `${assumed.tracedShare * 100} % of the transfers traced`,
    `${assumed.pollers} pollers per idle queue, one poll every ${assumed.pollSeconds} s`,
  ].join('; ');
}

function meteredText({ awsCalls, facts, invocations, databaseBytes }: Metered): string {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  return `calls to AWS: ${list(awsCalls)}; events: ${list(facts)}; invocations: ${list(invocations)}; ${databaseBytes} bytes in the database`;
}
