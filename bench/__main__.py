"""Every measurement, one after the other; figures are for comparing within one run."""

from bench import cold_start

cold_start.main()
