import type { Target } from './cloud.ts';
import { localTargets } from './local.ts';
import { localStackTarget } from './localstack.ts';

export const targets: readonly Target[] = [...localTargets, localStackTarget];
