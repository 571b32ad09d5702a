"""Shared by the scripts beside this one: clients of the local cloud, cases, and their results as JSON.

Endpoint and credentials come from the environment (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, ...), as with any boto3.
"""

import json
import sys
import time
import traceback

import boto3
from botocore.exceptions import ClientError

_cases = []


def client(service, region="eu-central-1"):
    return boto3.client(service, region_name=region)


def case(function):
    """A function whose result is compared with what the test expects under the function's name, in words."""
    _cases.append(function)
    return function


def refusal(call, **arguments):
    """How boto3 shows a refused call: the exception's class (of `client.exceptions`, else ClientError) and code."""
    try:
        call(**arguments)
    except ClientError as error:
        return [type(error).__name__, error.response["Error"]["Code"]]
    return None


def eventually(read, is_final, seconds=5):
    """Polls `read` until its value is final or time is up, and returns the last value."""
    deadline = time.monotonic() + seconds
    value = read()
    while not is_final(value) and time.monotonic() < deadline:
        time.sleep(0.01)
        value = read()
    return value


def run():
    """Runs all cases and prints {case: result}; one that breaks has its traceback as the result."""
    results = {}
    for function in _cases:
        try:
            results[function.__name__.replace("_", " ")] = function()
        except Exception:
            results[function.__name__.replace("_", " ")] = {"broke": traceback.format_exc()}
    json.dump(results, sys.stdout, default=repr)
