"""What holds for every test."""

from hypothesis import HealthCheck, settings

import khpcmd.annotate.run  # noqa: F401  # it takes the real check, before any test puts another in its place

# how long an example takes says how busy the machine is; what a thing may cost is held by tests that measure it
settings.register_profile("khpcmd", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("khpcmd")
