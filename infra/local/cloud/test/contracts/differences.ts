/**
 * Where LocalStack 4.8.1 is known to differ from AWS. AWS's behaviour is the case's title. Each row is checked: its case must
 * fail in the way that the row says. If a release mends it, the test fails until the row is removed.
 */
export interface Difference {
  readonly target: string;
  /** `area: title` */
  readonly case: string;
  /** What the target does instead. */
  readonly does: string;
  /** Part of the case's failure, `name | message | expected | actual`. */
  readonly seen: string;
  /** It does so only now and then; the case may pass. */
  readonly sometimes?: true;
}

type Row = readonly [name: string, does: string, seen: string, sometimes?: 'sometimes'];

const nothing = '{"name":"no error","message":""}';

const localStack: readonly Row[] = [
  ['EventBridge: a bus’s description can be changed', 'has no UpdateEventBus', 'InternalFailure'],
  ['EventBridge: permissions make the policy of a bus', 'requires a bus name', 'Event bus None does not exist'],
  [
    'EventBridge delivery: an event reaches a queue in its envelope, its detail as it was',
    'rewrites numbers (11.50 becomes 11.5): amounts must be text',
    '"amount":11.5,',
  ],
  [
    'EventBridge delivery: a disabled rule gets nothing',
    'delivers to the targets of a disabled rule',
    'expected [ Array(1) ] to deeply equal []',
  ],
  [
    'EventBridge delivery: an undeliverable event goes to the target’s dead-letter queue with its reasons',
    'has no dead-letter queues of targets',
    '{"source":"bank","detail":{"n":1}} | {}',
  ],
  ['EventBridge refuses: a bus name with a space', 'accepts it', nothing],
  ['EventBridge refuses: a FIFO target without a group', 'accepts it', nothing],
  ['EventBridge refuses: a target with two inputs', 'accepts it', nothing],
  ['EventBridge refuses: a target with too many retries', 'accepts it', nothing],
  ['EventBridge refuses: a pattern with a value outside of a list', 'accepts it', nothing],
  ['EventBridge refuses: a pattern with two stars in a row', 'accepts it', nothing],
  ['EventBridge refuses: a target with an invalid ARN', 'fails internally', 'InternalError'],
  [
    'EventBridge pattern: a nested field: {"a":{"b":["x"],"c":["y"]}} does not match {"a":[{"b":"x","c":"z"},{"b":"w","c":"y"}]}',
    'matches fields of different objects of a list',
    '| false | true',
  ],
  [
    'EventBridge pattern: prefix: {"a":[{"prefix":"in-"}]} does not match {"a":5}',
    'fails internally on a number',
    "'int' object has no attribute 'startswith'",
  ],
  [
    'EventBridge pattern: equals-ignore-case: {"a":[{"equals-ignore-case":"alice"}]} does not match {"a":1}',
    'fails internally on a number',
    "'int' object has no attribute 'lower'",
  ],
  [
    'EventBridge pattern: wildcard: {"a":[{"wildcard":"dir/*.png"}]} matches {"a":"dir/.png"}',
    'wants at least one character for a star',
    '| true | false',
  ],
  [
    'EventBridge pattern: wildcard: {"a":[{"wildcard":"*"}]} matches {"a":""}',
    'wants at least one character for a star',
    '| true | false',
  ],
  [
    'EventBridge pattern: wildcard: {"a":[{"wildcard":"a\\\\*b"}]} matches {"a":"a*b"}',
    'does not know an escaped star',
    '| true | false',
  ],
  [
    'EventBridge pattern: wildcard: {"a":[{"wildcard":"a\\\\\\\\b"}]} matches {"a":"a\\\\b"}',
    'does not know an escaped backslash',
    '| true | false',
  ],
  [
    'EventBridge pattern: anything-but a value: {"a":[{"anything-but":"x"}]} does not match {"b":"y"}',
    'matches where the field is missing',
    '| false | true',
  ],
  ['EventBridge pattern: an empty pattern is refused: {}', 'accepts it', 'instead of rejecting'],
  [
    'EventBridge pattern: anything-but of mixed types is refused: {"source":[{"anything-but":["a",1]}]}',
    'accepts it',
    'instead of rejecting',
  ],
  [
    'PutEvents: entries fail one by one, in their places',
    'accepts an entry that it should refuse',
    'expected 6 to be 7',
  ],
  ['PutEvents: no entry is refused', 'accepts it', nothing],
  [
    'EventBridge replay: events of the time asked for come again, as they were but for replay-name',
    'replays everything before it answers',
    '"State":"COMPLETED"',
  ],
  [
    'EventBridge replay: a replay reaches only the rules that it names',
    'replays to every rule, whatever FilterArns says',
    'expected [ …(3) ] to deeply equal []',
  ],
  ['EventBridge replay: a replay that has ended cannot be cancelled', 'cancels it', nothing],
  ['SQS refuses: an attribute out of range', 'accepts it', nothing],
  ['SQS refuses: a delay of more than 15 minutes', 'accepts it', nothing],
  ['SQS refuses: receiving no message', 'accepts it', nothing],
  ['SQS refuses: a permission label with a space', 'accepts it', nothing],
  ['SQS refuses: asking a standard queue whether it is FIFO', 'leaves the attribute out', nothing],
  ['SQS refuses: a message with a control character', 'uses another text', 'Invalid characters found'],
  ['SQS refuses: an attribute of no type', 'uses another text', 'must be prefixedwith'],
  ['SQS refuses: an empty batch', 'gives no error text', '"message":"UnknownError"'],
  ['SQS refuses: a batch with an id twice', 'gives no error text', '"message":"UnknownError"'],
  ['SQS refuses: deleting by an invalid receipt handle', 'answers with status 400', '"status":400'],
  ['SQS refuses: hiding by an invalid receipt handle', 'answers with status 400', '"status":400'],
  [
    'SQS refuses: hiding for more than 12 hours',
    'checks the receipt handle first',
    '| {"name":"ReceiptHandleIsInvalid"',
  ],
  ['SQS refuses: a second purge within a minute', 'refuses it only with SQS_DELAY_PURGE_RETRY=1', nothing],
  [
    'SQS refuses: the name of a queue deleted within the last minute',
    'refuses it only with SQS_DELAY_RECENTLY_DELETED=1',
    nothing,
  ],
  [
    'SQS FIFO: message 1 of 3 in flight blocks those after it and not those before it',
    'may hand out messages after one that is in flight',
    '| ["a2","a3"]',
    'sometimes',
  ],
  [
    'SQS FIFO: message 2 of 3 in flight blocks those after it and not those before it',
    'may hand out messages after one that is in flight',
    '| ["a1","a3"]',
    'sometimes',
  ],
  [
    'SQS FIFO: a released message is received again while a later one of its group is held',
    'hands out messages after one that is in flight',
    '| ["b1","a1","a3"]',
  ],
  [
    'SQS FIFO: a duplicate is answered as the original, also when that was deleted',
    'gives the duplicate its own sequence number',
    '"SequenceNumber"',
  ],
  [
    'SQS FIFO: a receive attempt that is made again gets the same messages',
    'ignores ReceiveRequestAttemptId',
    '| ["b1"]',
  ],
  [
    'SQS messages: can be hidden again after their visibility timeout',
    'answers as AWS does, but hides it only now and then',
    "expected [ 'x' ] to deeply equal []",
    'sometimes',
  ],
  [
    'SQS messages: are sent, hidden and deleted in batches, each entry with its own answer',
    'uses another error code for an entry',
    '"Code":"InvalidParameterValueException"',
  ],
  [
    'SQS redrive: a FIFO dead-letter queue keeps the group and has an id of its own to deduplicate by',
    'keeps the deduplication id',
    '"MessageDeduplicationId":"a1"',
  ],
  [
    'SQS redrive: dead letters are moved back as new messages',
    'keeps counting receives',
    '| {"Body":"x","Attributes":{"ApproximateReceiveCount":"3"}}',
  ],
  [
    'SQS redrive: a policy is kept with its count as a number, and an empty one is removed',
    'keeps the policy as it was written',
    '"maxReceiveCount":"42"',
  ],
  ['SQS redrive: a dead-letter queue that does not exist is refused', 'accepts it', nothing],
  [
    'Step Functions callbacks: a second callback is too late',
    'answers as for a token that never existed',
    '| {"name":"InvalidToken"',
  ],
  [
    'Step Functions callbacks: a callback after the state’s time-out is too late',
    'answers as for a token that never existed',
    '| {"name":"InvalidToken"',
  ],
  ['Step Functions callbacks: a callback to a stopped execution is too late', 'accepts the callback', nothing],
  ['Step Functions callbacks: a made-up token is refused', 'uses another text', '"message":"Invalid token"'],
  [
    'Step Functions callbacks: a token of more than 2048 characters is refused',
    'finds no task',
    '| {"name":"InvalidToken"',
  ],
  [
    'Step Functions callbacks: an output that is not JSON is refused, and the task goes on',
    'accepts it',
    'instead of rejecting',
  ],
  ['Step Functions callbacks: a retried state has a new token', 'reuses the token', 'not to be'],
  [
    'Step Functions callbacks: a callback to a state machine that was deleted finds no task',
    'answers as for a token that never existed',
    "to include 'InvalidToken'",
  ],
  ['Step Functions data flow: Pass: States.Array', 'leaves null out', '"x":[{"c":1},"b",1]}}'],
  [
    'Step Functions data flow: States.Runtime: an OutputPath below nothing',
    'uses another text for the cause',
    '| {"status":',
  ],
  [
    'Step Functions data flow: States.Runtime: a template’s path to nothing',
    'uses another text for the cause',
    '| {"status":',
  ],
  [
    'Step Functions data flow: Choice: a missing variable fails the execution',
    'uses another text for the cause',
    '| {"status":',
  ],
  ['Step Functions data flow: a definition without states is refused', 'shows an internal error', 'ValueError'],
  ['Step Functions data flow: a definition that starts nowhere is refused', 'runs it and fails', 'No such state'],
  ['Step Functions data flow: a definition that starts nowhere is found faulty', 'finds nothing', '| FAIL | OK'],
  [
    'Step Functions data flow: a definition with a Next that leads nowhere is refused',
    'runs it and fails',
    'No such state',
  ],
  [
    'Step Functions data flow: a definition with a Next that leads nowhere is found faulty',
    'finds nothing',
    '| FAIL | OK',
  ],
  ['Step Functions data flow: a definition with a state of no type is refused', 'shows an internal error', 'TypeError'],
  [
    'Step Functions data flow: a definition with an invalid path is refused',
    'shows an internal error',
    'ASLParserException',
  ],
  [
    'Step Functions errors: Catch catches an error that is a missed heartbeat, as States.HeartbeatTimeout',
    'knows a missed heartbeat only as States.Timeout',
    '| {"status":"FAILED"}',
  ],
  ['Step Functions errors: States.ALL does not catch States.Runtime', 'catches it', '| {"status":"SUCCEEDED"}'],
  [
    'Step Functions errors: a message to a queue that does not exist fails under the service’s name',
    'uses another name',
    'SQS.SdkClientException',
  ],
  [
    'Step Functions errors: Retry comes before Catch, waits longer each time, and ends',
    'reuses the token, so that an attempt is lost',
    '"Cause\\":\\"1\\"',
  ],
  ['Step Functions errors: the retry count is in the context object', 'reuses the token', 'InvalidToken'],
  [
    'Step Functions executions: a stopped execution is aborted with its reason',
    'leaves out the reason',
    '| {"status":"ABORTED"}',
  ],
  ['Step Functions history: shows the task’s parameters and result', 'rewrites JSON, with spaces', '{\\"a\\": 1}'],
  ['Step Functions refuses: an invalid ARN', 'uses another text', "Invalid arn: 'machine'"],
  [
    'Step Functions refuses: describing a state machine by an invalid ARN',
    'uses another text',
    "Invalid arn: 'machine'",
  ],
  ['Step Functions refuses: an execution name with a slash', 'accepts it', nothing],
  ['Step Functions refuses: a state machine name with a space', 'accepts it', nothing],
  ['Step Functions refuses: an input that is not JSON', 'shows an internal error', 'Expecting value'],
];

export const differences: readonly Difference[] = localStack.map(([name, does, seen, sometimes]) => ({
  target: 'LocalStack',
  case: name,
  does,
  seen,
  ...(sometimes ? { sometimes: true } : {}),
}));
