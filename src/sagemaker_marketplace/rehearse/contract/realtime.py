"""SageMaker's contract with the container of a real-time endpoint, as pure functions and limits with their sources.

Sources: SageMaker developer guide, page your-algorithms-inference-code; AWS Marketplace seller guide, page
ml-service-restrictions-and-limits; the service models of sagemaker and sagemaker-runtime. The validation of AWS
Marketplace runs none of it: only buyers do.
"""

from __future__ import annotations

from ..realtime_job import RealTimeJob, Sample

METRICS, BIDIRECTIONAL_STREAM = "/metrics", "/invocations-bidirectional-stream"
# Seen in the logs of containers (aws/amazon-sagemaker-examples#556, 2019). What SageMaker sends today, and with the
# requests other than /ping and /invocations, is not documented.
HOST, USER_AGENT = "model.aws.local:8080", "AHC/2.0"
# A response must come within 60 seconds; one that is streamed may take 8 minutes (developer guide).
RESPONSE_SECONDS, STREAM_SECONDS = 60.0, 480.0
# A connection must be accepted within 250 ms (developer guide).
CONNECT_SECONDS = 0.25
# A ping has two seconds (developer guide).
PING_SECONDS = 2.0
# SageMaker scrapes every 60 seconds by default (service model, MetricsConfig); how long a scrape may take is not
# documented: as long as a ping is an inference.
METRICS_SECONDS = 2.0
# A container that is stopped has 30 seconds after SIGTERM (developer guide).
GRACE_SECONDS = 30.0


def environment(job: RealTimeJob) -> dict[str, str]:
    """Return the container's environment: that of the manifest. SAGEMAKER_BATCH and others are of transform jobs."""
    return dict(job.environment)


def headers() -> dict[str, str]:
    """Return the headers of every request."""
    return {"Host": HOST, "User-Agent": USER_AGENT}


def request_headers(sample: Sample) -> dict[str, str]:
    """Return the headers of POST /invocations; what is sent without a type is not documented: no header here."""
    types = {"Content-Type": sample.content_type, "Accept": sample.accept}
    return {**headers(), **{name: value for name, value in types.items() if value}}
