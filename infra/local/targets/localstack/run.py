"""Runs LocalStack in this process until its standard input ends, so that it never outlives the process that started it."""

import os
import signal
import sys
import threading

from localstack.runtime.main import main


def end_with_standard_input():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_standard_input, daemon=True).start()
main()
