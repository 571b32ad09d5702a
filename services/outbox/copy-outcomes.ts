import type { Runtime } from '../runtime/runtime.ts';
import { type Delivery, failedDelivery } from './delivery.ts';
import type { OutcomeMessage } from './message.ts';
import { recordOutcomes } from './queries/record-outcomes.ts';

/** Copies outcomes to the registries of their transfers. It is moot for a transfer that no registry knows: nobody asked for it. */
export async function copyOutcomes(
  { shards, log, metrics }: Runtime,
  messages: readonly OutcomeMessage[],
): Promise<Delivery[]> {
  const byRegistry = shards.group(messages, ({ id, transferId }) => transferId ?? id);
  const deliveries = await Promise.all(
    [...byRegistry].map(async ([registry, group]): Promise<Delivery[]> => {
      try {
        const { unknown, contradicted } = await recordOutcomes(registry.pool, group);
        for (const transferId of unknown) {
          log.error('an outcome belongs to no accepted transfer', { transferId });
          metrics.count('OutcomeWithoutTransfer');
        }
        for (const transferId of contradicted) {
          log.error('a transfer has another outcome already', { transferId });
          metrics.count('OutcomeContradicted');
        }
        return group.map(({ id, transferId }) => ({
          id,
          result: unknown.has(transferId ?? '') ? 'moot' : 'delivered',
        }));
      } catch (fault) {
        return group.map(({ id }) => failedDelivery(id, fault));
      }
    }),
  );
  return deliveries.flat();
}
