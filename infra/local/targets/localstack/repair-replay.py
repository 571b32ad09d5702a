"""
Repairs EventBridge's StartReplay in LocalStack 4.8.1. LocalStack runs this file itself, as an init hook of stage `start`:
https://docs.localstack.cloud/references/init-hooks/

The bug: an archive stores each event with its time as text. StartReplay rounds that time down to a minute as if it were a datetime,
and fails on every archive that is not empty (`str.replace() takes no keyword arguments`).
The repair: events are stored with their time as a datetime in UTC. Nothing else changes.

If the release or the function is another one than this was written for, LocalStack ends at once: see whether upstream has fixed
the bug, then change or delete this file.
"""

import inspect
import os
import sys
from datetime import UTC, datetime

from localstack import constants
from localstack.services.events.archive import ArchiveService

EXPECTED_VERSION = "4.8.1"
EXPECTED_SOURCE = '''\
    def put_events(self, events: FormattedEventList) -> None:
        for event in events:
            self.archive.events[event["id"]] = event
'''


def with_datetime(event):
    """A copy: the event itself is on its way to the targets of other rules."""
    return {**event, "time": datetime.fromisoformat(event["time"]).astimezone(UTC)}


def repair():
    put_events = ArchiveService.put_events

    def put_events_with_datetimes(self, events):
        put_events(self, [with_datetime(event) for event in events])

    ArchiveService.put_events = put_events_with_datetimes


def end(reason):
    """Not an exception: LocalStack would log it and go on."""
    print(f"repair-replay.py: {reason}", file=sys.stderr, flush=True)
    os._exit(1)


if constants.VERSION != EXPECTED_VERSION:
    end(f"this is LocalStack {constants.VERSION}, and the repair was written for {EXPECTED_VERSION}")
if inspect.getsource(ArchiveService.put_events) != EXPECTED_SOURCE:
    end("ArchiveService.put_events is not the function that the repair was written for")
repair()
