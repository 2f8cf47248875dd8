"""Settings for all tests: no deadlines for property tests; botocore loads its service models once per process."""

from functools import cache

import botocore.loaders
from hypothesis import HealthCheck, settings

# A slow machine must not fail a test.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Otherwise each session parses the service models again: ten megabytes of JSON for SageMaker alone.
botocore.loaders.create_loader = cache(botocore.loaders.create_loader)
