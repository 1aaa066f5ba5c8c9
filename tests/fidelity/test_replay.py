"""Recorded sessions, sent to a simulator."""

import pytest

from fidelity.__main__ import replay_all
from fidelity.arguments import arguments
from fidelity.recordings import Step, recordings, sessions
from fidelity.replay import replay
from fidelity.verdict import judge
from fidelity.worlds import World, worlds
from tests.azure_data import DATA, required


@pytest.fixture(scope="module")
def recorded() -> dict[str, list[Step]]:
    return sessions(recordings(required(DATA / "recordings")))


def test_all_sessions(recorded: dict[str, list[Step]]) -> None:
    """Every difference from Azure is argued, and every argument is about a difference that is there."""
    verdict = judge(replay_all(arguments()), arguments())
    assert (verdict.unargued, verdict.stale) == ([], set())
    assert verdict.compared.total() + verdict.left_out.total() == sum(
        len(step.interactions) for steps in recorded.values() for step in steps
    )


def test_another_world(recorded: dict[str, list[Step]]) -> None:
    """A simulator that answers otherwise is found out: here its vault keeps what is deleted."""
    name = "test_backup_protection 3b9c3c2f5"
    other = worlds()[name]
    other.soft_delete = True
    told = arguments()
    unargued = judge(replay(recorded[name], other, told.leniency), told).unargued
    assert "87 vault_delete: DELETE vaults/{} 2024-04-01: status: 400, recorded 202" in unargued


def test_worlds_are_of_sessions(recorded: dict[str, list[Step]]) -> None:
    """No world is told of a session that nobody recorded, nor of an interaction that is not in it."""
    for name, world in worlds().items():
        assert world.before.keys() | world.job_lasts.keys() <= {step.interaction.index for step in recorded[name]}


def test_a_world_begins_before_its_session(recorded: dict[str, list[Step]]) -> None:
    """Whatever happens in it happens after its beginning."""
    steps = recorded["test_backup_restore 3b9c3c2f5"]
    assert World("unknown").begins(steps) < steps[0].interaction.at
