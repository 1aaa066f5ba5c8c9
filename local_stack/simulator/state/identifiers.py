"""Identifiers and passwords: nobody can guess them, but whoever knows the seed can repeat them."""

import random


class Identifiers:
    """Draw digits. The same seed draws the same ones; without one every run differs."""

    def __init__(self, seed: int | None) -> None:
        self._random = random.Random(seed)  # noqa: S311 - reproducible, and it opens nothing but the simulator

    def number(self, digits: int) -> str:
        """Draw decimal digits; the first is no zero."""
        return str(self._random.randrange(10 ** (digits - 1), 10**digits))

    def hexadecimal(self, digits: int) -> str:
        """Draw hexadecimal digits, in lower case as recorded."""
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"
