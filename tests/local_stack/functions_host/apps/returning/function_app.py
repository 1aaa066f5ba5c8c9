"""An asynchronous function that returns its answer, and one whose trigger the host does not have."""

import azure.functions as func

app = func.FunctionApp()


@app.queue_trigger(arg_name="message", queue_name="%QUEUE%", connection="AzureWebJobsStorage")
@app.queue_output(arg_name="$return", queue_name="%QUEUE%-Answers", connection="AzureWebJobsStorage")
async def twice(message: func.QueueMessage) -> str:
    """Return a JSON array: one message for each element."""
    return f"[{message.get_body().decode()}, {message.get_body().decode()}]"


@app.blob_trigger(arg_name="blob", path="uploads/{name}", connection="AzureWebJobsStorage")
def upload(blob: func.InputStream) -> None:
    """Do nothing."""
