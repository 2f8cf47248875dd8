"""Labels of images that SageMaker reads."""

from __future__ import annotations

from collections.abc import Mapping

# The image's label, with the value `true`, by which SageMaker knows that it accepts WebSocket connections (developer
# guide, your-algorithms-inference-code).
BIDIRECTIONAL_STREAMING = "com.amazonaws.sagemaker.capabilities.bidirectional-streaming"


def is_bidirectional(labels: Mapping[str, str]) -> bool:
    """Whether an image's labels say that it accepts WebSocket connections."""
    return labels.get(BIDIRECTIONAL_STREAMING, "").lower() == "true"
