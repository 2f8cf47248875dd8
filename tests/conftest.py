"""What all tests share: properties are not timed, and what botocore reads of AWS's services is read once a process."""

from functools import cache

import botocore.loaders
from hypothesis import HealthCheck, settings

# A busy machine is no fault of the program.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Each session would parse the service models anew, ten megabytes of JSON for SageMaker alone.
botocore.loaders.create_loader = cache(botocore.loaders.create_loader)
