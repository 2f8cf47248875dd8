"""Settings for all tests: examples of property tests; no CI; botocore loads its service models once."""

import os
from functools import cache

import botocore.loaders
from hypothesis import HealthCheck, settings

# Examples of each property test. `make fuzz` sets many; a slow machine must not fail a test.
EXAMPLES = int(os.environ.get("EXAMPLES", "40"))
settings.register_profile("tests", deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")

# Otherwise each session parses the service models again: ten megabytes of JSON for SageMaker alone.
botocore.loaders.create_loader = cache(botocore.loaders.create_loader)

# Hints about credentials depend on where a run is: the tests run on a laptop unless they say otherwise.
for _name in ("CI", "CODEBUILD_BUILD_ID", "GITHUB_ACTIONS", "GITLAB_CI", "RUNNER_DEBUG"):
    os.environ.pop(_name, None)
