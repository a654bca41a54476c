"""What every test stands on: one hypothesis profile that gives the same examples each time."""

import os

from hypothesis import HealthCheck, settings

#: PERFSCORE_EXAMPLES=10 makes every law try ten times as many examples.
EXAMPLES = 60 * int(os.environ.get("PERFSCORE_EXAMPLES", "1"))

settings.register_profile(
    "perfscore",
    derandomize=True,
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("perfscore")

#: The driver of make mutants needs libraries that the tests do without.
collect_ignore = ["mutants.py"]
