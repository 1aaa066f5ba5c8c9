"""Every measurement, one after the other; figures are for comparing within one run."""

from bench import cold_start, simulator

cold_start.main()
simulator.main()
