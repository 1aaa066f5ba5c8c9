from msgspec.structs import replace

from bench.fleet.bars import bars
from bench.fleet.figures import Figures, Lag
from bench.fleet.prices import Costs

GOOD = Figures(
    flow="app",
    layout="1 vault",
    backups=1000,
    done=1000,
    calls={"page of the job list": 0.4, "job": 0.1, "start": 1.0},
    throttled=0,
    gave_up=0,
    stopped=None,
    seconds=1100,
    bound=1000,
    lag=Lag(60, 180, 900),
    cpu=10,
    cpu_with_start=11,
    memory=50,
    executions=5,
    storage={},
    costs=Costs(),
    curve=[],
    lags=[],
)
SDK = replace(GOOD, flow="sdk", memory=100)


def test_bars_hold_up_to_their_very_limit() -> None:
    """All of them, with the SDK beside."""
    assert [bar.what for bar in bars([GOOD, SDK]) if not bar.holds] == []
    assert len(bars([GOOD, SDK])) == 9


def test_each_bar_fails_by_itself() -> None:
    """One figure a little worse, and one bar does not hold; but what is not done has no time either."""
    worse = [
        replace(GOOD, done=999),
        replace(GOOD, throttled=1),
        replace(GOOD, calls=GOOD.calls | {"job": 0.2}),
        replace(GOOD, calls=GOOD.calls | {"start": 1.001}),
        replace(GOOD, seconds=1101),
        replace(GOOD, lag=Lag(61, 180, 900)),
        replace(GOOD, lag=Lag(60, 181, 900)),
        replace(GOOD, cpu=11),
        replace(GOOD, memory=51),
    ]
    failed = [[place for place, bar in enumerate(bars([one, SDK])) if not bar.holds] for one in worse]
    assert failed == [[0, 4], *([place] for place in range(1, 9))]


def test_without_the_sdk_nothing_is_compared() -> None:
    """A flow that had to be killed has no CPU and no memory to compare with."""
    killed = replace(SDK, cpu=None, memory=None)
    assert len(bars([GOOD])) == len(bars([GOOD, killed])) == 7
