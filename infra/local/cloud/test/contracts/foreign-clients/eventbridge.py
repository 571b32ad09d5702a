"""EventBridge, with SQS behind it, as boto3 sees it. What must come of each case stands in events.answers.ts."""

import datetime
import json

from cases import case, client, eventually, refusal, run

events = client("events")
sqs = client("sqs")
BANK = json.dumps({"source": ["bank"]})
NEW_YEAR = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


def queue(name):
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def bodies(url, **arguments):
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, **arguments).get("Messages", [])
    for message in messages:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [json.loads(message["Body"]) for message in messages]


def entry(bus, detail, **members):
    return {"EventBusName": bus, "Source": "bank", "DetailType": "Paid", "Detail": json.dumps(detail), **members}


@case
def buses():
    created = events.create_event_bus(Name="bus", Description="of a bank", Tags=[{"Key": "team", "Value": "money"}])
    arn = created["EventBusArn"]
    events.tag_resource(ResourceARN=arn, Tags=[{"Key": "stage", "Value": "test"}])
    events.untag_resource(ResourceARN=arn, TagKeys=["team"])
    described = events.describe_event_bus(Name="bus")
    listed = events.list_event_buses(NamePrefix="bus")["EventBuses"]
    tags = events.list_tags_for_resource(ResourceARN=arn)["Tags"]
    events.delete_event_bus(Name="bus")
    return {
        "described": [described["Name"], described["Arn"] == arn, described["Description"]],
        "listed": [bus["Name"] for bus in listed],
        "tags": tags,
        "gone": [bus["Name"] for bus in events.list_event_buses(NamePrefix="bus")["EventBuses"]],
    }


@case
def rules_and_their_targets():
    events.create_event_bus(Name="rules")
    bus = {"EventBusName": "rules"}
    for name in ("a", "b", "c"):
        events.put_rule(Name=name, EventPattern=BANK, State="DISABLED", **bus)
    pages = events.get_paginator("list_rules").paginate(**bus, PaginationConfig={"PageSize": 2})
    listed = [[rule["Name"] for rule in page["Rules"]] for page in pages]
    events.enable_rule(Name="a", **bus)
    arn = queue("rules")[1]
    events.put_targets(Rule="a", Targets=[{"Id": "1", "Arn": arn}, {"Id": "2", "Arn": arn}], **bus)
    removed = events.remove_targets(Rule="a", Ids=["1", "none"], **bus)
    targets = events.list_targets_by_rule(Rule="a", **bus)["Targets"]
    described = events.describe_rule(Name="a", **bus)
    events.delete_rule(Name="b", **bus)
    return {
        "pages": listed,
        "described": [described["State"], described["EventPattern"], described["CreatedBy"]],
        "targets": [target["Id"] for target in targets],
        "not removed": removed["FailedEntryCount"],
        "by target": events.list_rule_names_by_target(TargetArn=arn, **bus)["RuleNames"],
        "left": [rule["Name"] for rule in events.list_rules(**bus)["Rules"]],
    }


@case
def events_reach_targets_whole_in_part_and_transformed():
    events.create_event_bus(Name="inputs")
    events.put_rule(Name="inputs", EventBusName="inputs", EventPattern=BANK)
    urls, targets = {}, []
    paths = {"who": "$.detail.who", "sum": "$.detail.sum"}
    template = '{"text": "<who> paid", "sum": <sum>, "rule": "<aws.events.rule-name>", "event": <aws.events.event>}'
    for name, members in {
        "whole": {},
        "fixed": {"Input": '{"fixed": true}'},
        "part": {"InputPath": "$.detail.lines[1]"},
        "made": {"InputTransformer": {"InputPathsMap": paths, "InputTemplate": template}},
    }.items():
        urls[name], arn = queue(f"inputs-{name}")
        targets.append({"Id": name, "Arn": arn, **members})
    failed = events.put_targets(Rule="inputs", EventBusName="inputs", Targets=targets)["FailedEntryCount"]
    detail = {"who": "Ada", "sum": 1.5, "lines": [1, {"n": 2}]}
    answer = events.put_events(
        Entries=[
            entry("inputs", detail, Time=NEW_YEAR, Resources=["arn:aws:x:::y"]),
            {**entry("inputs", {}), "Source": "unheard"},
            entry("none", {}),
        ]
    )
    [whole] = bodies(urls["whole"])
    [made] = bodies(urls["made"])
    return {
        "failed": [failed, answer["FailedEntryCount"]],
        "id": whole.pop("id") == answer["Entries"][0]["EventId"] == made["event"].pop("id"),
        "whole": whole,
        "fixed": bodies(urls["fixed"]),
        "part": bodies(urls["part"]),
        "made": made,
    }


@case
def entries_fail_one_by_one():
    answer = events.put_events(
        Entries=[
            entry("default", {}),
            {**entry("default", {}), "Detail": "{"},
            {**entry("default", {}), "Source": "aws.s3"},
            {"Source": "bank", "Detail": "{}"},
        ]
    )
    codes = [[entry.get("ErrorCode"), entry.get("ErrorMessage"), "EventId" in entry] for entry in answer["Entries"]]
    return [answer["FailedEntryCount"], codes]


@case
def undeliverable_events_go_to_the_dead_letter_queue():
    url, arn = queue("undelivered")
    events.create_event_bus(Name="undelivered")
    rule = events.put_rule(Name="undelivered", EventBusName="undelivered", EventPattern=BANK)["RuleArn"]
    missing = arn.replace("undelivered", "missing")
    target = {"Id": "1", "Arn": missing, "DeadLetterConfig": {"Arn": arn}, "RetryPolicy": {"MaximumRetryAttempts": 0}}
    events.put_targets(Rule="undelivered", EventBusName="undelivered", Targets=[target])
    events.put_events(Entries=[entry("undelivered", {"n": 1})])
    answer = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5, MessageAttributeNames=["All"])
    [message] = answer["Messages"]
    reasons = {name: attribute["StringValue"] for name, attribute in message["MessageAttributes"].items()}
    return {
        "detail": json.loads(message["Body"])["detail"],
        "arns": [reasons["RULE_ARN"] == rule, reasons["TARGET_ARN"] == missing],
        "reasons": sorted(reasons),
    }


@case
def patterns_are_tried():
    event = {
        "id": "1",
        "account": "000000000000",
        "source": "bank.eu",
        "time": "2026-01-01T00:00:00Z",
        "region": "eu-central-1",
        "resources": [],
        "detail-type": "Paid",
        "detail": {"amount": 120.5, "who": "Ada", "ip": "10.1.2.3", "note": None, "file": "a/b.png"},
    }
    patterns = {
        "prefix": {"source": [{"prefix": "bank."}]},
        "anything but": {"source": [{"anything-but": {"prefix": "bank."}}]},
        "numeric": {"detail": {"amount": [{"numeric": [">", 100, "<=", 120.5]}]}},
        "ignore case": {"detail": {"who": [{"equals-ignore-case": "ADA"}]}},
        "cidr": {"detail": {"ip": [{"cidr": "10.0.0.0/8"}]}},
        "null and absent": {"detail": {"note": [None], "none": [{"exists": False}]}},
        "wildcard": {"detail": {"file": [{"wildcard": "a/*.png"}, {"suffix": ".gif"}]}},
        "or": {"$or": [{"source": ["other"]}, {"detail": {"who": ["Ada"]}}]},
        "no match": {"detail": {"who": ["ada"]}},
    }
    return {
        name: events.test_event_pattern(EventPattern=json.dumps(pattern), Event=json.dumps(event))["Result"]
        for name, pattern in patterns.items()
    }


@case
def archives_are_replayed():
    bus = events.create_event_bus(Name="archived")["EventBusArn"]
    url, arn = queue("archived")
    rules = [events.put_rule(Name=name, EventBusName="archived", EventPattern=BANK)["RuleArn"] for name in ("a", "b")]
    paths = {"n": "$.detail.n", "replay": "$.replay-name"}
    template = '["<aws.events.rule-name>", <n>, "<replay>"]'
    for rule in ("a", "b"):
        target = {"Id": "1", "Arn": arn, "InputTransformer": {"InputPathsMap": paths, "InputTemplate": template}}
        events.put_targets(Rule=rule, EventBusName="archived", Targets=[target])
    archive = events.create_archive(ArchiveName="archived", EventSourceArn=bus, EventPattern=BANK, RetentionDays=3)
    minute = datetime.timedelta(minutes=1)
    events.put_events(Entries=[entry("archived", {"n": n}, Time=NEW_YEAR + n * minute) for n in range(4)])
    first = bodies(url)
    described = events.describe_archive(ArchiveName="archived")
    destination = {"Arn": bus, "FilterArns": [rules[0]]}
    started = events.start_replay(
        ReplayName="again",
        EventSourceArn=archive["ArchiveArn"],
        EventStartTime=NEW_YEAR + minute,
        EventEndTime=NEW_YEAR + 2.5 * minute,
        Destination=destination,
    )
    replay = eventually(lambda: events.describe_replay(ReplayName="again"), lambda it: it["State"] == "COMPLETED")
    return {
        "first": sorted(first),
        "archive": [archive["State"], described["EventCount"], described["RetentionDays"]],
        "source": described["EventSourceArn"] == bus,
        "started": started["State"],
        "replay": [replay["State"], replay["Destination"] == destination],
        "times": [(replay[name] - NEW_YEAR) // minute for name in ("EventStartTime", "EventLastReplayedTime")],
        "again": sorted(bodies(url)),
        "listed": [replay["State"] for replay in events.list_replays(NamePrefix="again")["Replays"]],
        "too late": refusal(events.cancel_replay, ReplayName="again"),
    }


@case
def whatever_region_signs_the_resources_are_the_same():
    far = client("events", "us-west-2")
    arn = events.create_event_bus(Name="shared")["EventBusArn"]
    far.put_rule(Name="shared", EventBusName=arn, EventPattern=BANK)
    url, target = queue("shared")
    other = target.replace(":us-east-1:", ":us-west-2:")
    far.put_targets(Rule="shared", EventBusName="shared", Targets=[{"Id": "1", "Arn": other}])
    for sender in (events, far):
        sender.put_events(Entries=[entry("shared", {})])
    received = bodies(url)
    return [events.describe_rule(Name="shared", EventBusName="shared")["State"], len(received)]


@case
def refusals():
    archive = "arn:aws:events:us-east-1:000000000000:archive/none"
    replay = {
        "ReplayName": "new",
        "EventSourceArn": archive,
        "EventStartTime": NEW_YEAR,
        "EventEndTime": NEW_YEAR + datetime.timedelta(hours=1),
        "Destination": {"Arn": "arn:aws:events:us-east-1:000000000000:event-bus/default"},
    }
    events.put_rule(Name="busy", EventPattern=BANK)
    targets = [{"Id": "1", "Arn": queue("refusals")[1]}]
    events.put_targets(Rule="busy", Targets=targets)
    return {
        "a bus that is not there": refusal(events.describe_event_bus, Name="none"),
        "a bus that is there": refusal(events.create_event_bus, Name="default"),
        "a rule on a bus that is not there": refusal(events.put_rule, Name="a", EventBusName="none", EventPattern=BANK),
        "a rule without a pattern": refusal(events.put_rule, Name="new"),
        "a pattern": refusal(events.put_rule, Name="new", EventPattern='{"source":"bank"}'),
        "a schedule": refusal(events.put_rule, Name="new", ScheduleExpression="rate(2 minute)"),
        "a rule that has targets": refusal(events.delete_rule, Name="busy"),
        "targets of a rule that is not there": refusal(events.put_targets, Rule="none", Targets=targets),
        "an archive that is not there": refusal(events.describe_archive, ArchiveName="none"),
        "a replay that is not there": refusal(events.describe_replay, ReplayName="none"),
        "a replay of no archive": refusal(events.start_replay, **replay),
        "too many entries": refusal(events.put_events, Entries=[entry("default", {})] * 11),
        "an event to try": refusal(events.test_event_pattern, EventPattern=BANK, Event="{}"),
        "an operation that the local cloud does not have": refusal(events.list_connections),
    }


run()
