"""Step Functions, with SQS behind it, as boto3 sees it. What must come of each case stands in states.answers.ts."""

import datetime
import json

from cases import case, client, refusal, run

states = client("stepfunctions")
sqs = client("sqs")
ROLE = "arn:aws:iam::000000000000:role/any"
NOTHING = json.dumps({"StartAt": "S", "States": {"S": {"Type": "Succeed"}}})
SLEEP = json.dumps({"StartAt": "S", "States": {"S": {"Type": "Wait", "Seconds": 60, "End": True}}})


def create(name, definition=NOTHING, **members):
    return states.create_state_machine(name=name, definition=definition, roleArn=ROLE, **members)["stateMachineArn"]


def approval(url):
    """Asks by queue; a refusal is caught, anything else ends the execution."""
    ask = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": url, "MessageBody": {"token.$": "$$.Task.Token", "total.$": "$.total"}},
        "TimeoutSeconds": 60,
        "ResultPath": "$.approval",
        "Catch": [{"ErrorEquals": ["Declined"], "ResultPath": "$.error", "Next": "Declined"}],
        "Next": "Approved",
    }
    declined = {"Type": "Fail", "ErrorPath": "$.error.Error", "CausePath": "$.error.Cause"}
    return json.dumps({"StartAt": "Ask", "States": {"Ask": ask, "Approved": {"Type": "Succeed"}, "Declined": declined}})


def asked(name):
    """A running execution of its own, and the token that it waits with."""
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = states.start_execution(stateMachineArn=create(name, approval(url)), input='{"total":5}')["executionArn"]
    [message] = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
    body = json.loads(message["Body"])
    assert body["total"] == 5, body
    return arn, body["token"]


def history(arn, **arguments):
    pages = states.get_paginator("get_execution_history").paginate(executionArn=arn, **arguments)
    return [event for page in pages for event in page["events"]]


def outcome(arn):
    described = states.describe_execution(executionArn=arn)
    return [described["status"], *(described[name] for name in ("output", "error", "cause") if name in described)]


@case
def state_machines():
    arn = create("machine", tags=[{"key": "team", "value": "money"}])
    for name in ("machine-2", "machine-3"):
        create(name)
    pages = states.get_paginator("list_state_machines").paginate(PaginationConfig={"PageSize": 2})
    listed = [[machine["name"] for machine in page["stateMachines"]] for page in pages]
    again = create("machine", tags=[{"key": "team", "value": "money"}]) == arn
    updated = states.update_state_machine(stateMachineArn=arn, definition=SLEEP)
    described = states.describe_state_machine(stateMachineArn=arn)
    checked = states.validate_state_machine_definition(definition="{}")
    states.tag_resource(resourceArn=arn, tags=[{"key": "stage", "value": "test"}])
    states.untag_resource(resourceArn=arn, tagKeys=["team"])
    tags = states.list_tags_for_resource(resourceArn=arn)["tags"]
    states.delete_state_machine(stateMachineArn=arn)
    return {
        "pages": listed,
        "again": again,
        "described": [described[name] for name in ("name", "type", "status", "roleArn")],
        "updated": [described["definition"] == SLEEP, described["revisionId"] == updated["revisionId"]],
        "time": isinstance(described["creationDate"], datetime.datetime),
        "checked": [checked["result"], checked["diagnostics"][0]["code"]],
        "tags": tags,
        "gone": refusal(states.describe_state_machine, stateMachineArn=arn)[0],
    }


@case
def a_task_succeeds():
    arn, token = asked("succeeds")
    waiting = states.describe_execution(executionArn=arn)["status"]
    states.send_task_heartbeat(taskToken=token)
    states.send_task_success(taskToken=token, output='{"by":"Ada"}')
    events = history(arn, PaginationConfig={"PageSize": 3})
    last = history(arn, reverseOrder=True, maxResults=1)[0]
    return {
        "waiting": waiting,
        "outcome": outcome(arn),
        "history": [event["type"] for event in events],
        "links": [[event["id"], event["previousEventId"]] for event in events],
        "input": events[0]["executionStartedEventDetails"]["input"],
        "scheduled": events[2]["taskScheduledEventDetails"]["resource"],
        "answer": next(e for e in events if e["type"] == "TaskSucceeded")["taskSucceededEventDetails"]["output"],
        "last": last["type"],
        "too late": refusal(states.send_task_success, taskToken=token, output="{}"),
    }


@case
def a_task_fails_and_is_caught():
    arn, token = asked("declines")
    states.send_task_failure(taskToken=token, error="Declined", cause="too much")
    failed = next(event for event in history(arn) if event["type"] == "TaskFailed")["taskFailedEventDetails"]
    return {"outcome": outcome(arn), "failed": failed, "history": [event["type"] for event in history(arn)][-4:]}


@case
def a_task_fails_otherwise():
    arn, token = asked("breaks")
    states.send_task_failure(taskToken=token, error="Broken")
    return outcome(arn)


@case
def executions_start_once_are_listed_and_stopped():
    arn = create("once", SLEEP)
    first, again = (states.start_execution(stateMachineArn=arn, name="a", input='{"n":1}') for _ in range(2))
    other = refusal(states.start_execution, stateMachineArn=arn, name="a", input='{"n":2}')
    for name in ("b", "c"):
        states.start_execution(stateMachineArn=arn, name=name)
    states.stop_execution(executionArn=first["executionArn"], error="Stopped", cause="by hand")
    pages = states.get_paginator("list_executions").paginate(stateMachineArn=arn, PaginationConfig={"PageSize": 2})
    running = states.list_executions(stateMachineArn=arn, statusFilter="RUNNING")["executions"]
    return {
        "same": [first[name] == again[name] for name in ("executionArn", "startDate")],
        "other": other,
        "listed": sorted([it["name"], it["status"]] for page in pages for it in page["executions"]),
        "running": sorted(it["name"] for it in running),
        "stopped": outcome(first["executionArn"]),
        "machine": states.describe_state_machine_for_execution(executionArn=first["executionArn"])["name"],
    }


@case
def whatever_region_signs_the_executions_are_the_same():
    far = client("stepfunctions", "ap-southeast-2")
    arn = create("shared")
    elsewhere = arn.replace(":us-east-1:", ":ap-southeast-2:")
    started = far.start_execution(stateMachineArn=elsewhere, name="far")["executionArn"]
    [listed] = far.list_executions(stateMachineArn=arn)["executions"]
    return [outcome(started), outcome(started.replace(":us-east-1:", ":eu-central-1:")), listed["name"]]


@case
def refusals():
    arn = create("refusals", SLEEP)
    execution = arn.replace(":stateMachine:", ":execution:") + ":none"
    state = {"Type": "Parallel", "Branches": [json.loads(NOTHING)], "End": True}
    parallel = json.dumps({"StartAt": "S", "States": {"S": state}})
    new = {"name": "new", "definition": NOTHING, "roleArn": ROLE}
    return {
        "a state machine that is there": refusal(states.create_state_machine, **{**new, "name": "refusals"}),
        "a name": refusal(states.create_state_machine, **{**new, "name": "a b"}),
        "an empty definition": refusal(states.create_state_machine, **{**new, "definition": "{}"}),
        "a type of state": refusal(states.create_state_machine, **{**new, "definition": parallel}),
        "a state machine that is not there": refusal(states.start_execution, stateMachineArn=arn + "x"),
        "an ARN": refusal(states.start_execution, stateMachineArn="one"),
        "an execution's input": refusal(states.start_execution, stateMachineArn=arn, input="no"),
        "an execution that is not there": refusal(states.describe_execution, executionArn=execution),
        "the history of none": refusal(states.get_execution_history, executionArn=execution),
        "a token": refusal(states.send_task_success, taskToken="x", output="{}"),
        "a task's output": refusal(states.send_task_success, taskToken=asked("bad-output")[1], output="no"),
        "an operation that the local cloud does not have": refusal(states.create_activity, name="a"),
    }


run()
