"""Everything that is run, in what order, and how much of it at the same time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from conformance import sign_ins, telling, with_app
from conformance.azure_cli.deletion import DELETION, ERASURE
from conformance.azure_cli.files import FILES
from conformance.azure_cli.patience import PATIENCE
from conformance.azure_cli.policy import POLICY
from conformance.azure_cli.protection import PROTECTION
from conformance.azure_cli.restore import RESTORE
from conformance.azure_cli.sign_in import FEDERATED, MANAGED_IDENTITY, ONLY_CLOUD, SIGN_IN
from conformance.azure_cli.trouble import TROUBLE
from conformance.azure_cli.vault import VAULT
from conformance.known import of_sdk, of_sign_ins
from conformance.rows import Row
from conformance.sdk import asynchronous, synchronous
from conformance.sdk.story import STORY
from conformance.stories import Vm
from conformance.world import simulated
from local_stack.simulator import Simulator

# The longest first, so that they do not end last.
_TABLES = (PATIENCE, PROTECTION, DELETION, FILES, POLICY, RESTORE, VAULT, ERASURE, TROUBLE)
STORIES = {story.name: story for story in (*_TABLES, MANAGED_IDENTITY, FEDERATED, ONLY_CLOUD)}
SDKS: dict[str, tuple[Vm, Callable[..., Iterable[Row]]]] = {
    "sdk": (Vm("web61", discovered=False), synchronous.tell),
    "sdk-aio": (Vm("web62", discovered=False), asynchronous.tell),
}
GROUPS = (SIGN_IN.name, sign_ins.GROUP, *SDKS, *STORIES, with_app.GROUP)
# One more than a small machine has cores: the longest mostly waits for az, which looks at a job every 30 s.
AT_THE_SAME_TIME = 3


def run(groups: Sequence[str], program: Path, folder: Path) -> Iterator[Row]:
    """Sign in, run the groups, some at a time, and yield a row for each call as soon as its group is over."""
    stories = [story for name, story in STORIES.items() if name in groups]
    with simulated(stories, [vm for vm, _ in SDKS.values()]) as azure, ThreadPoolExecutor(AT_THE_SAME_TIME) as pool:
        config = folder / SIGN_IN.name / "config"
        yield from telling.tell(SIGN_IN, azure, program, folder / SIGN_IN.name, config)
        if sign_ins.GROUP in groups:
            # Alone, since an identity is looked for in the environment, of which a process has one.
            yield from sign_ins.sign_in_all(of_sign_ins(azure, config, _token_of_somebody(folder)))
        told = [
            *(pool.submit(_app, program, folder) for name in groups if name == with_app.GROUP),
            *(pool.submit(_sdk, name, azure) for name in SDKS if name in groups),
            *(pool.submit(_az, name, azure, program, folder, config) for name in STORIES if name in groups),
        ]
        for future in as_completed(told):
            yield from future.result()


def _app(program: Path, folder: Path) -> list[Row]:
    return list(with_app.tell(program, folder))


def _sdk(name: str, azure: Simulator) -> list[Row]:
    vm, tell = SDKS[name]
    return list(tell(name, STORY, azure, of_sdk(azure, name, vm.name)))


def _az(name: str, azure: Simulator, program: Path, folder: Path, config: Path) -> list[Row]:
    return list(telling.tell(STORIES[name], azure, program, folder / name, config))


def _token_of_somebody(folder: Path) -> Path:
    """Write what a workload has from its own issuer; the simulator trusts anybody."""
    file = folder / "token"
    file.write_text("a token of somebody whom Entra ID trusts")
    return file
