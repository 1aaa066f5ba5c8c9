"""The floor: a process that receives, sends one message for each, and deletes, by the same SDK as the app.

It takes what is on its queue one after the other, and waits for more as the Functions host does, or not at all.
Each line it reads is a number of messages; when it is through with them it prints when it sent each, as JSON.
"""

import json
import os
import sys
from time import sleep, time

from azure.storage.queue import QueueClient, TextBase64EncodePolicy

from local_stack.functions_host.account import HOST_STORAGE
from local_stack.functions_host.back_off import BackOff

PAGE = 16  # as in host.json
LEASE = 600
HIDDEN = 60  # seconds, as a tracker is


class Bare:
    """One process's two queues; `longest` seconds between two looks at an empty one."""

    def __init__(self, storage: str, taken: str, sent: str, longest: float) -> None:
        self._taken = QueueClient.from_connection_string(storage, taken)
        self._sent = QueueClient.from_connection_string(storage, sent, message_encode_policy=TextBase64EncodePolicy())
        self._back_off = BackOff(longest)
        self._waits = longest > 0

    def work(self, count: int) -> dict[str, float]:
        """Take so many messages; return the times of what was sent for each, by id."""
        times: dict[str, float] = {}
        while len(times) < count:
            page = next(self._taken.receive_messages(messages_per_page=PAGE, visibility_timeout=LEASE).by_page(), ())
            before = len(times)
            for message in page:
                times[message.id] = time()
                self._sent.send_message(message.content, visibility_timeout=HIDDEN, time_to_live=-1)
                self._taken.delete_message(message)
            if len(times) > before:
                self._back_off.reset()
            elif self._waits:
                sleep(self._back_off.next())
        return times


def main(taken: str, sent: str, longest: str) -> None:
    """Work as told."""
    bare = Bare(os.environ[HOST_STORAGE], taken, sent, float(longest))
    for line in sys.stdin:
        times = bare.work(int(line))
        sys.stdout.write(json.dumps({"ended": time(), "times": times}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
