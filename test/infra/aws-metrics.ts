/**
 * The metrics that AWS emits, by namespace and dimensions, as documented in November 2026; only those of use here.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html, rds-proxy.monitoring.html
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
const rule = [
  'FailedInvocations',
  'Invocations',
  'InvocationsFailedToBeSentToDlq',
  'InvocationsSentToDlq',
  'MatchedEvents',
  'ThrottledRules',
  'TriggeredRules',
];

export const emittedByAws: Readonly<Record<string, readonly string[]>> = {
  'AWS/RDS DBInstanceIdentifier': [
    'CPUUtilization',
    'DatabaseConnections',
    'DiskQueueDepth',
    'FreeStorageSpace',
    'FreeableMemory',
    'MaximumUsedTransactionIDs',
    'ReadLatency',
    'WriteLatency',
  ],
  'AWS/RDS ProxyName': [
    'ClientConnections',
    'ClientConnectionsSetupFailedAuth',
    'DatabaseConnections',
    'DatabaseConnectionsBorrowLatency',
    'DatabaseConnectionsCurrentlySessionPinned',
    'MaxDatabaseConnectionsAllowed',
    'QueryDatabaseResponseLatency',
  ],
  'AWS/SQS QueueName': [
    'ApproximateAgeOfOldestMessage',
    'ApproximateNumberOfGroupsWithInflightMessages',
    'ApproximateNumberOfMessagesDelayed',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesVisible',
    'NumberOfDeduplicatedSentMessages',
    'NumberOfEmptyReceives',
    'NumberOfMessagesDeleted',
    'NumberOfMessagesReceived',
    'NumberOfMessagesSent',
    'SentMessageSize',
  ],
  'AWS/Lambda FunctionName': ['ConcurrentExecutions', 'Duration', 'Errors', 'Invocations', 'Throttles'],
  'AWS/States StateMachineArn': [
    'ExecutionThrottled',
    'ExecutionTime',
    'ExecutionsAborted',
    'ExecutionsFailed',
    'ExecutionsStarted',
    'ExecutionsSucceeded',
    'ExecutionsTimedOut',
  ],
  'AWS/States ServiceMetric': ['ConsumedCapacity', 'ProvisionedBucketSize', 'ProvisionedRefillRate', 'ThrottledEvents'],
  // Rules of the default bus, and of a custom one.
  'AWS/Events RuleName': rule,
  'AWS/Events EventBusName RuleName': rule,
  'AWS/Events': [
    'PutEventsApproximateCallCount',
    'PutEventsApproximateFailedCount',
    'PutEventsApproximateThrottledCount',
    'PutEventsEntriesCount',
    'PutEventsFailedEntriesCount',
  ],
};
