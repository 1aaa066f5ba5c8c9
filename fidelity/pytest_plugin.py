"""Hold every request to the simulator, and every answer of it, in a test session against the OpenAPI documents.

Simulators in the test process are witnessed; those in processes of their own (the whole stack, the command line)
serve the same requests of the same app, and are not. What a fault makes the simulator answer is not its own word.
"""

import os

import pytest

from fidelity.openapi.contradictions import contradictions, unexplained
from fidelity.openapi.documents import OPENAPI
from fidelity.openapi.violations import violations
from fidelity.openapi.witness import Witness
from local_stack.simulator.web.witness import WITNESSES


def pytest_configure(config: pytest.Config) -> None:
    """Stand by from the first test on."""
    config.pluginmanager.register(OpenApi() if OPENAPI.is_dir() else NoDocuments(), "openapi")


class OpenApi:
    """The check of one session."""

    def __init__(self) -> None:
        self._witness = Witness()
        self._lines: list[str] = []
        WITNESSES.append(self._witness)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Judge; a violation that nothing explains fails the session."""
        WITNESSES.remove(self._witness)
        self._lines, open_ones = told(self._witness)
        _fail(session, because=bool(open_ones))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell what came of it."""
        for line in self._lines:
            terminalreporter.write_line(f"openapi: {line}")


class NoDocuments:
    """What happens without the documents: CI must have them."""

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail in CI."""
        _fail(session, because=os.environ.get("CI") == "true")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say so."""
        terminalreporter.write_line("openapi: skipped, ../shared/data/openapi is not here")


def told(witness: Witness) -> tuple[list[str], list[str]]:
    """Write the verdict, and list the violations that nothing explains."""
    distinct = witness.distinct()
    found = {str(violation) for exchange in distinct for violation in violations(exchange)}
    open_ones = unexplained(found, contradictions())
    count = (
        f"{witness.seen} requests and answers, {len(distinct)} distinct, {witness.uncovered} of versions without a "
        f"document, {len(open_ones)} violations ({len(found) - len(open_ones)} more contradict it as Azure does)"
    )
    return [*open_ones, count], open_ones


def _fail(session: pytest.Session, *, because: bool) -> None:
    if because and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
