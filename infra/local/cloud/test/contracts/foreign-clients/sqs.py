"""SQS as boto3 sees it. What must come of each case stands in sqs.answers.ts."""

import hashlib
import json
import struct
import time

import boto3
from cases import case, client, refusal, run

sqs = client("sqs")


def create(name, **attributes):
    if name.endswith(".fifo"):
        attributes["FifoQueue"] = "true"
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def arn_of(url):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def name_of(url):
    return url.rsplit("/", 1)[1]


def receive(url, count=10, **arguments):
    return sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=count, **arguments).get("Messages", [])


def bodies(messages):
    return [message["Body"] for message in messages]


def handles(messages):
    return [{"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]} for index, message in enumerate(messages)]


def delete(url, message):
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def send(url, body, **arguments):
    return sqs.send_message(QueueUrl=url, MessageBody=body, **arguments)


def md5(data):
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def md5_of_attributes(attributes):
    """By AWS's guide, "Calculating the MD5 message digest for message attributes"; botocore leaves it to callers."""
    data = b""
    for name, attribute in sorted(attributes.items()):
        binary = attribute["DataType"].startswith("Binary")
        value = attribute["BinaryValue"] if binary else attribute["StringValue"].encode()
        for part in (name.encode(), attribute["DataType"].encode()):
            data += struct.pack(">I", len(part)) + part
        data += (b"\2" if binary else b"\1") + struct.pack(">I", len(value)) + value
    return md5(data)


@case
def queues_are_found_listed_by_pages_and_deleted():
    urls = [create(name) for name in ("list-a", "list-b", "list-c.fifo")]
    pages = sqs.get_paginator("list_queues").paginate(QueueNamePrefix="list-", PaginationConfig={"PageSize": 2})
    listed = [[name_of(url) for url in page["QueueUrls"]] for page in pages]
    sqs.delete_queue(QueueUrl=urls[0])
    left = sqs.list_queues(QueueNamePrefix="list-")["QueueUrls"]
    return {
        "pages": listed,
        "found": sqs.get_queue_url(QueueName="list-b")["QueueUrl"] == urls[1],
        "created again": create("list-b") == urls[1],
        "left": [name_of(url) for url in left],
        "an empty list": "QueueUrls" in sqs.list_queues(QueueNamePrefix="nothing"),
    }


@case
def queues_have_all_attributes():
    def attributes(url):
        read = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return {name: value for name, value in read.items() if not name.endswith("Timestamp")}

    standard = create("attributes", VisibilityTimeout="45")
    sqs.set_queue_attributes(QueueUrl=standard, Attributes={"DelaySeconds": "5"})
    return {"standard": attributes(standard), "fifo": attributes(create("attributes.fifo"))}


@case
def bodies_and_attributes_come_back_with_digests_that_fit():
    url = create("digests")
    body = 'Grüße <&> "quoted" \n 💶'
    sent = {
        "text": {"DataType": "String", "StringValue": "ä 💶"},
        "count": {"DataType": "Number.int", "StringValue": "42"},
        "bytes": {"DataType": "Binary.png", "BinaryValue": bytes(range(256))},
    }
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793"}}
    answer = send(url, body, MessageAttributes=sent, MessageSystemAttributes=trace)
    [message] = receive(url, MessageAttributeNames=["All"], AttributeNames=["All"], VisibilityTimeout=0)
    chosen = {"MessageAttributeNames": ["te.*", "count"], "MessageSystemAttributeNames": ["ApproximateReceiveCount"]}
    [partial] = receive(url, **chosen)
    return {
        "body": message["Body"] == body,
        "attributes": message["MessageAttributes"] == sent,
        "chosen": sorted(partial["MessageAttributes"]),
        "system": sorted(message["Attributes"]),
        "chosen system": partial["Attributes"],
        "digests": [
            answer["MD5OfMessageBody"] == message["MD5OfBody"] == md5(body.encode()),
            answer["MD5OfMessageAttributes"] == message["MD5OfMessageAttributes"] == md5_of_attributes(sent),
            partial["MD5OfMessageAttributes"] == md5_of_attributes(partial["MessageAttributes"]),
            answer["MD5OfMessageSystemAttributes"] == md5_of_attributes(trace),
        ],
    }


@case
def batches_are_answered_entry_by_entry():
    url = create("batches")
    entries = [{"Id": name, "MessageBody": name} for name in "abc"]
    entries.append({"Id": "late", "MessageBody": "late", "DelaySeconds": 901})
    sent = sqs.send_message_batch(QueueUrl=url, Entries=entries)
    messages = receive(url)
    hidden = [{**entry, "VisibilityTimeout": 0} for entry in handles(messages)]
    shown = sqs.change_message_visibility_batch(QueueUrl=url, Entries=hidden)
    again = receive(url)
    entries = [*handles(again), {"Id": "x", "ReceiptHandle": "x"}]
    deleted = sqs.delete_message_batch(QueueUrl=url, Entries=entries)
    return {
        "sent": [entry["Id"] for entry in sent["Successful"]],
        "digests": all(entry["MD5OfMessageBody"] == md5(entry["Id"].encode()) for entry in sent["Successful"]),
        "not sent": sent["Failed"],
        "shown": [entry["Id"] for entry in shown["Successful"]],
        "received": [sorted(bodies(messages)), sorted(bodies(again))],
        "deleted": [entry["Id"] for entry in deleted["Successful"]],
        "not deleted": deleted["Failed"],
    }


@case
def groups_keep_their_order_and_block():
    url = create("order.fifo", ContentBasedDeduplication="true")
    sent = [send(url, body, MessageGroupId=body[0]) for body in ("a1", "a2", "b1", "b2")]
    numbers = [answer["SequenceNumber"] for answer in sent]
    [first] = receive(url, 1, AttributeNames=["All"])
    others = receive(url)
    blocked = receive(url)
    delete(url, first)
    return {
        "numbers": [numbers == sorted(set(numbers)), {len(number) for number in numbers} == {20}],
        "first": [first["Body"], first["Attributes"]["MessageGroupId"]],
        "its number": first["Attributes"]["SequenceNumber"] == numbers[0],
        "others": bodies(others),
        "blocked": bodies(blocked),
        "next": bodies(receive(url)),
    }


@case
def an_attempt_that_is_repeated_gets_the_same_messages():
    url = create("attempts.fifo", ContentBasedDeduplication="true")
    for body in ("1", "2"):
        send(url, body, MessageGroupId="g")
    once, again = (receive(url, 1, ReceiveRequestAttemptId="attempt") for _ in range(2))
    return {"bodies": [bodies(once), bodies(again)], "other": bodies(receive(url, 1, ReceiveRequestAttemptId="other"))}


@case
def duplicates_are_dropped_by_id_content_and_scope():
    per_group = {"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}
    found = {}
    for name, attributes, drafts in (
        ("id", {}, [("g", "1", "x"), ("g", "2", "x"), ("h", "3", "x"), ("g", "4", "y")]),
        ("content", {"ContentBasedDeduplication": "true"}, [("g", "1", None), ("h", "1", None), ("g", "1", "y")]),
        ("group", per_group, [("g", "1", "x"), ("h", "2", "x"), ("g", "3", "x")]),
    ):
        url = create(f"duplicates-{name}.fifo", **attributes)
        ids = [
            send(url, body, MessageGroupId=group, **({"MessageDeduplicationId": key} if key else {}))["MessageId"]
            for group, body, key in drafts
        ]
        # Which of the sends gave the id of an earlier one.
        found[name] = {"same as": [ids.index(message_id) for message_id in ids], "kept": sorted(bodies(receive(url)))}
    return found


@case
def a_long_poll_ends_with_a_message_or_its_time():
    url = create("polls")
    start = time.monotonic()
    send(url, "delayed", DelaySeconds=1)
    waited = bodies(receive(url, WaitTimeSeconds=10))
    seconds = time.monotonic() - start
    start = time.monotonic()
    nothing = receive(url, WaitTimeSeconds=1)
    return {"message": [waited, 0.9 < seconds < 10], "nothing": [nothing, 0.9 < time.monotonic() - start]}


@case
def what_is_received_too_often_goes_to_the_dead_letter_queue_and_back():
    dead = create("dead")
    policy = json.dumps({"deadLetterTargetArn": arn_of(dead), "maxReceiveCount": 2})
    url = create("work", RedrivePolicy=policy, VisibilityTimeout="0")
    send(url, "poison", MessageAttributes={"kind": {"DataType": "String", "StringValue": "bad"}})
    receptions = [bodies(receive(url)) for _ in range(3)]
    [buried] = receive(dead, AttributeNames=["All"], MessageAttributeNames=["All"], VisibilityTimeout=0)
    sources = sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"]
    task = sqs.start_message_move_task(SourceArn=arn_of(dead))
    back = receive(url, WaitTimeSeconds=5)
    [result] = sqs.list_message_move_tasks(SourceArn=arn_of(dead))["Results"]
    return {
        "receptions": receptions,
        "source": buried["Attributes"]["DeadLetterQueueSourceArn"] == arn_of(url),
        "count": buried["Attributes"]["ApproximateReceiveCount"],
        "attribute": buried["MessageAttributes"]["kind"]["StringValue"],
        "sources": [name_of(source) for source in sources],
        "back": bodies(back),
        "result": {name: value for name, value in result.items() if name not in ("SourceArn", "StartedTimestamp")},
        "too late": refusal(sqs.cancel_message_move_task, TaskHandle=task["TaskHandle"]),
    }


@case
def tags_and_permissions():
    url = sqs.create_queue(QueueName="tags", tags={"team": "money", "stage": "local"})["QueueUrl"]
    sqs.tag_queue(QueueUrl=url, Tags={"stage": "test", "empty": ""})
    sqs.untag_queue(QueueUrl=url, TagKeys=["team"])
    tags = sqs.list_queue_tags(QueueUrl=url)["Tags"]
    sqs.untag_queue(QueueUrl=url, TagKeys=list(tags))
    sqs.add_permission(QueueUrl=url, Label="all", AWSAccountIds=["111122223333"], Actions=["SendMessage"])
    policy = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
    sqs.remove_permission(QueueUrl=url, Label="all")
    return {
        "tags": tags,
        "without tags": "Tags" in sqs.list_queue_tags(QueueUrl=url),
        "actions": [statement["Action"] for statement in json.loads(policy)["Statement"]],
    }


@case
def the_resource_interface_works():
    queue = boto3.resource("sqs", region_name="eu-central-1").create_queue(QueueName="resource")
    queue.send_messages(Entries=[{"Id": "1", "MessageBody": "one"}, {"Id": "2", "MessageBody": "two"}])
    messages = queue.receive_messages(MaxNumberOfMessages=10)
    for message in messages:
        message.delete()
    queue.reload()
    return [sorted(message.body for message in messages), queue.attributes["ApproximateNumberOfMessagesNotVisible"]]


@case
def whatever_region_signs_the_queues_are_the_same():
    far = client("sqs", "ap-southeast-2")
    url = create("shared")
    far.send_message(QueueUrl=far.get_queue_url(QueueName="shared")["QueueUrl"], MessageBody="from far away")
    dead = far.create_queue(QueueName="shared-dead")["QueueUrl"]
    other = arn_of(dead).replace(":us-east-1:", ":ap-southeast-2:")
    policy = json.dumps({"deadLetterTargetArn": other, "maxReceiveCount": 1})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": policy})
    [source] = sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"]
    return [bodies(receive(url)), name_of(source)]


@case
def refusals():
    url = create("refusals")
    fifo = create("refusals.fifo")
    missing = url.replace("refusals", "missing")
    missing_arn = arn_of(url).replace("refusals", "missing")
    entries = [{"Id": str(index), "MessageBody": "x"} for index in range(11)]
    large = [{"Id": name, "MessageBody": "x" * 600_000} for name in "ab"]
    gone = create("refusals-gone")
    sqs.delete_queue(QueueUrl=gone)
    sqs.purge_queue(QueueUrl=url)
    return {
        "a queue that is not there": refusal(sqs.get_queue_url, QueueName="missing"),
        "a message for a queue that is not there": refusal(sqs.send_message, QueueUrl=missing, MessageBody="x"),
        "a queue that is there": refusal(sqs.create_queue, QueueName="refusals", Attributes={"DelaySeconds": "7"}),
        "a queue that was just deleted": refusal(sqs.create_queue, QueueName="refusals-gone"),
        "a name": refusal(sqs.create_queue, QueueName="a b"),
        "an attribute": refusal(sqs.create_queue, QueueName="new", Attributes={"Unknown": "1"}),
        "an attribute's value": refusal(sqs.set_queue_attributes, QueueUrl=url, Attributes={"DelaySeconds": "-1"}),
        "a purge too soon": refusal(sqs.purge_queue, QueueUrl=url),
        "a control character": refusal(sqs.send_message, QueueUrl=url, MessageBody="\x07"),
        "no group": refusal(sqs.send_message, QueueUrl=fifo, MessageBody="x"),
        "no deduplication id": refusal(sqs.send_message, QueueUrl=fifo, MessageBody="x", MessageGroupId="g"),
        "an empty batch": refusal(sqs.send_message_batch, QueueUrl=url, Entries=[]),
        "too many entries": refusal(sqs.send_message_batch, QueueUrl=url, Entries=entries),
        "the same id twice": refusal(sqs.send_message_batch, QueueUrl=url, Entries=[entries[0], entries[0]]),
        "an entry's id": refusal(sqs.send_message_batch, QueueUrl=url, Entries=[{**entries[0], "Id": "a b"}]),
        "a batch too long": refusal(sqs.send_message_batch, QueueUrl=url, Entries=large),
        "too many messages": refusal(sqs.receive_message, QueueUrl=url, MaxNumberOfMessages=11),
        "a receipt handle": refusal(sqs.delete_message, QueueUrl=url, ReceiptHandle="x"),
        "a move task's source": refusal(sqs.start_message_move_task, SourceArn=missing_arn),
    }


run()
