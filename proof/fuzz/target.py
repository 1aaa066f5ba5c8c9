"""`python -m proof.fuzz.target NAME RUNS FOLDER`: one reader under atheris, which ends the process. For __main__.py."""

import sys
from importlib import import_module
from pathlib import Path
from random import Random

atheris = import_module("atheris")  # it has no types, and no wheel but for Linux

# What is watched for new paths: the app, not this package and not what it is built on.
APP = [
    *("shared", "backup_fleet", "cancel_job", "change_protection", "poll_operation", "prepare_vault", "protect_vm"),
    *("restore_files", "restore_vm", "trigger_backup", "report", "tell_event", "local_stack"),
]
LONGEST = 70_000  # bytes: a queue message has 65,536
SECONDS = 20  # for one input


def main() -> None:
    """Feed the reader until it has seen so many inputs, or one that breaks it."""
    name, runs, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    with atheris.instrument_imports(include=APP):
        parsers = import_module("proof.fuzz.parsers")
    (folder / "found").mkdir()
    options = [
        *(f"-runs={runs}", "-seed=1", f"-max_len={LONGEST}", f"-timeout={SECONDS}", "-len_control=0"),
        f"-artifact_prefix={folder}/",
    ]
    corpus = [str(folder / "found"), str(parsers.CORPUS / name)]
    atheris.Setup([sys.argv[0], *options, *corpus], parsers.PARSERS[name], custom_mutator=_mutated)
    atheris.Fuzz()


def _mutated(text: bytes, longest: int, seed: int) -> bytes:
    """Change JSON as JSON half of the time; otherwise, and what is none, as bytes."""
    from proof.fuzz.mutations import mutated  # noqa: PLC0415 - after the instrumentation

    random = Random(seed)  # noqa: S311 - to be repeatable
    garbage = mutated(text, random) if random.getrandbits(1) else None
    return (garbage or atheris.Mutate(text, len(text) or 1))[:longest]


if __name__ == "__main__":
    main()
