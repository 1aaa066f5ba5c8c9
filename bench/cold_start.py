"""Cold start: what the index of the app imports, beside `import azure.functions` alone, which no app can save."""

import os
import subprocess
import sys
from statistics import median

RUNS = 7


def import_milliseconds(module: str) -> float:
    """Return the median of several fresh processes, as `python -X importtime` tells it."""
    return median(_once(module) for _ in range(RUNS))


def _once(module: str) -> float:
    settings = {"AzureWebJobsStorage": "UseDevelopmentStorage=true"}
    command = [sys.executable, "-X", "importtime", "-c", f"import {module}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | settings).stderr  # noqa: S603 - nothing from outside
    total = next(line for line in reversed(told.splitlines()) if line.rpartition("|")[2].strip() == module)
    return int(total.split("|")[1]) / 1000


def main() -> None:
    """Print the table."""
    alone, app = import_milliseconds("azure.functions"), import_milliseconds("function_app")
    print(f"cold start, median of {RUNS} fresh processes")  # noqa: T201 - a command's output
    print(f"  import azure.functions   {alone:6.0f} ms")  # noqa: T201 - the same
    print(f"  index of the app         {app:6.0f} ms   {app - alone:+.0f} ms   {app / alone:.2f} times")  # noqa: T201 - the same


if __name__ == "__main__":
    main()
