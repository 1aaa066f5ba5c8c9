"""Writes what a function has put into its queue outputs, as Azure's host does it.

FunctionBinding.ReadAsEnumerable of azure-functions-host; the surprises are in its issue 9581. One is left out here:
.NET also re-writes dates that it finds in the JSON.
"""

import json

from azure.core.exceptions import AzureError

from local_stack.functions_host import queue_message
from local_stack.functions_host.bindings import Binding, Function, Output
from local_stack.functions_host.protos import TypedData
from local_stack.functions_host.queue_message import Encoding
from local_stack.functions_host.start_error import StartError
from local_stack.functions_host.storage_queues import StorageQueue, StorageQueues
from local_stack.functions_host.worker import InvocationError

HTTP_ANSWER = "http"


class OutputBindings:
    """The queue outputs of one function. StartError if it has others, beside the answer of an HTTP function."""

    def __init__(self, function: Function, queues: StorageQueues, encoding: Encoding) -> None:
        self._queues = {
            name: _queue(binding, function, queues)
            for name, binding in function.outputs.items()
            if binding.type != HTTP_ANSWER
        }
        self._encoding = encoding

    async def write(self, outputs: list[Output]) -> None:
        """Send all messages; InvocationError if one cannot be sent, for then the function has failed."""
        try:
            for output in outputs:
                if output.name not in self._queues:
                    continue  # the answer of an HTTP function is not sent anywhere
                for body in messages(output.value):
                    await self._queues[output.name].send(queue_message.encode(body, self._encoding))
        except (ValueError, AzureError) as error:
            raise InvocationError(f"output not written: {error}") from None


def messages(value: TypedData) -> list[bytes]:
    """Return the bodies of the messages to send.

    Bytes go as they are; so does text, unless it looks like JSON: then it is re-indented, and an array becomes one
    message for each element. ValueError when it only looks like JSON.
    """
    match value.WhichOneof("data"):
        case "bytes":
            return [value.bytes]
        case "string" if not _looks_like_json(value.string):
            return [value.string.encode()]
        case kind:
            document = json.loads(getattr(value, kind or "string"))
            return [_text(element).encode() for element in (document if isinstance(document, list) else [document])]


def _looks_like_json(text: str) -> bool:
    stripped = text.strip()
    return (stripped[:1], stripped[-1:]) in {("{", "}"), ("[", "]")}


def _text(element: object) -> str:
    return element if isinstance(element, str) else json.dumps(element, indent=2, ensure_ascii=False)


def _queue(binding: Binding, function: Function, queues: StorageQueues) -> StorageQueue:
    if binding.type != "queue":
        raise StartError(f"{function.name}: a {binding.type} binding is not served here, only queues are")
    return queues.queue(binding.queue_name, binding.connection)
