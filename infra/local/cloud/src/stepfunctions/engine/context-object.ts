import type { Execution, Position } from './execution.ts';

/** `$$`: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export function contextObject(execution: Execution, position: Position, isTask: boolean): Record<string, unknown> {
  const { machine } = execution;
  return {
    Execution: {
      Id: execution.arn,
      Input: execution.input.value,
      StartTime: new Date(execution.startMs).toISOString(),
      Name: execution.name,
      RoleArn: execution.revision.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
    State: {
      Name: position.name,
      EnteredTime: new Date(position.enteredMs).toISOString(),
      ...(isTask ? { RetryCount: position.retryCount } : {}),
    },
    ...(position.token === undefined ? {} : { Task: { Token: position.token } }),
  };
}
