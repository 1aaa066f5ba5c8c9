"""Hold every request to the simulator, and every answer of it, in a test session against the OpenAPI documents.

Simulators in the test process are witnessed; those in processes of their own (the whole stack, the command line)
serve the same requests of the same app, and are not. What a fault makes the simulator answer is not its own word.
Where pytest-xdist shares the tests out, each worker sends what it has witnessed, and one judgement is made of all.
"""

import os
from typing import Any

import pytest

from fidelity.openapi.contradictions import contradictions, unexplained
from fidelity.openapi.documents import OPENAPI
from fidelity.openapi.violations import violations
from fidelity.openapi.witness import Witness
from local_stack.simulator.web.witness import WITNESSES

# Where xdist keeps what a worker gives to the session: `workeroutput` of its configuration, and of its node.
_TESTIMONY = "openapi"


def pytest_configure(config: pytest.Config) -> None:
    """Stand by from the first test on."""
    config.pluginmanager.register(_part(config), "openapi")


def _part(config: pytest.Config) -> object:
    if not OPENAPI.is_dir():
        return NoDocuments()
    return Worker() if hasattr(config, "workerinput") else Judge()


class Worker:
    """The witness among the tests that one worker runs."""

    def __init__(self) -> None:
        self._witness = Witness()
        WITNESSES.append(self._witness)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Testify."""
        WITNESSES.remove(self._witness)
        session.config.workeroutput[_TESTIMONY] = self._witness.testimony()  # type: ignore[attr-defined] # xdist's


class Judge:
    """The check of one session."""

    def __init__(self) -> None:
        self._witness = Witness()
        self._lost: list[str] = []
        self._lines: list[str] = []
        WITNESSES.append(self._witness)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:  # noqa: ANN401 - of xdist, which has no types for hooks
        """Hear a worker; one that died takes what it has seen with it."""
        testimony = getattr(node, "workeroutput", {}).get(_TESTIMONY)
        if testimony is None:
            self._lost.append(f"the testimony of {node.gateway.id} is lost: {error}")
        else:
            self._witness.hear(testimony)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Judge; a violation that nothing explains fails the session, and so does a lost testimony."""
        WITNESSES.remove(self._witness)
        lines, open_ones = told(self._witness)
        self._lines = [*self._lost, *lines]
        _fail(session, because=bool(self._lost or open_ones))

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
