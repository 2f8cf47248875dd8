"""Settings for all tests: examples of property tests; no CI; botocore loads its service models once."""

import os
from collections import Counter
from functools import cache

import botocore.loaders
import pytest
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

# The files that take longest begin first, of those with and of those without containers, so that no worker waits for
# them at the end.
_LONGEST = (
    "test_first_steps.py",
    "test_variants.py",
    "test_documentation.py",
    "test_training_variants.py",
    "test_rehearse_action.py",
    "test_released_action.py",
    "test_inference_faults.py",
    "test_engine_kills.py",
    "test_create_rehearse.py",
    "test_signals.py",
    "test_commands.py",
    "test_fuzzers.py",
    "test_regular_expressions.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put container tests first: they mostly wait, so that other tests run beside them; then files with many tests."""
    tests = Counter(item.path for item in items)

    def order(item: pytest.Item) -> tuple[bool, int, int, str]:
        is_container, name = item.get_closest_marker("container") is not None, item.path.name
        rank = _LONGEST.index(name) if name in _LONGEST else len(_LONGEST)
        return not is_container, rank, -tests[item.path], str(item.path)

    items.sort(key=order)
