/** Every resource type that the provisioner knows. A type that is not here stops the start with its name. */
import type { Provider } from '../provider.ts';
import { archive } from './archive.ts';
import { eventBus, eventBusPolicy } from './event-bus.ts';
import { eventSourceMapping, lambdaFunction, lambdaPermission } from './lambda.ts';
import { queue } from './queue.ts';
import { queuePolicy } from './queue-policy.ts';
import { cdkMetadata, logGroup, policy, role } from './recorded.ts';
import { rule } from './rule.ts';
import { stateMachine } from './state-machine.ts';

export const providers: Readonly<Record<string, Provider>> = {
  'AWS::CDK::Metadata': cdkMetadata,
  'AWS::Events::Archive': archive,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::EventBusPolicy': eventBusPolicy,
  'AWS::Events::Rule': rule,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': lambdaPermission,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::StepFunctions::StateMachine': stateMachine,
};
