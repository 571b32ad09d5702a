/** What the functions are told by their environment. Read once, when a function is created: a wrong stage fails there. */

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable is missing or out of its range. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Of each function that delivers outbox messages. */
export interface OutboxConfig {
  readonly eventBusName: string;
  readonly stateMachineArn: string;
  /** How long a message belongs to the process that wrote or claimed it. */
  readonly leaseSeconds: number;
}

export interface IntakeConfig extends OutboxConfig {
  /** How long after its acceptance the sweeper first looks at a transfer. */
  readonly firstBoundSeconds: number;
}

export interface SweeperConfig extends IntakeConfig {
  /** Max. transfers per run and database. */
  readonly limit: number;
  /** From this attempt on a person is called. */
  readonly attentionAttempt: number;
}

/** Of each function that reads a queue: the faults of its own after which a message is parked. @throws EnvironmentError */
export function maxMessageFaults(env: Environment): number {
  return requiredInteger(env, 'MESSAGE_MAX_FAULTS', 1, 1000);
}

/** @throws EnvironmentError */
export function outboxConfig(env: Environment): OutboxConfig {
  return {
    eventBusName: requiredText(env, 'EVENT_BUS_NAME'),
    stateMachineArn: requiredText(env, 'STATE_MACHINE_ARN'),
    leaseSeconds: requiredInteger(env, 'OUTBOX_LEASE_SECONDS', 1, 3600),
  };
}

/** @throws EnvironmentError */
export function intakeConfig(env: Environment): IntakeConfig {
  return {
    ...outboxConfig(env),
    firstBoundSeconds: requiredInteger(env, 'SWEEPER_FIRST_BOUND_SECONDS', 1, 86_400),
  };
}

/** @throws EnvironmentError */
export function sweeperConfig(env: Environment): SweeperConfig {
  return {
    ...intakeConfig(env),
    limit: requiredInteger(env, 'SWEEPER_LIMIT', 1, 10_000),
    attentionAttempt: requiredInteger(env, 'ATTENTION_ATTEMPT', 2, 1000),
  };
}

/** @throws EnvironmentError */
export function requiredText(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw new EnvironmentError(`the environment variable ${name} is missing`);
  return value;
}

/** A whole number in [min, max]. @throws EnvironmentError */
export function requiredInteger(env: Environment, name: string, min: number, max: number): number {
  const text = requiredText(env, name);
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new EnvironmentError(`${name} is "${text}"; it must be a whole number from ${min} to ${max}`);
  }
  return value;
}
