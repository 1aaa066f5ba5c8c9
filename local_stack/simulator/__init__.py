"""Azure Resource Manager for VM backup, simulated: state inside, routes outside.

`with Simulator() as azure:` serves it to tests; `python -m local_stack.simulator` to everybody else.
"""

from local_stack.simulator.simulator import Simulator

__all__ = ["Simulator"]
