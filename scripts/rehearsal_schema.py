"""The schema of a manifest's `rehearsal` block: what a local run of the validation uses, and what it expects."""

from __future__ import annotations

from typing import Any

_PATH = {"type": "string", "minLength": 1, "maxLength": 1024}
_IMAGE = {
    "type": "string",
    "minLength": 1,
    "maxLength": 512,
    "pattern": "^(?:[^ \\t\\n\\x0b\\f\\r]+)$(?!\\n)",
    "patternHint": "use an image name without spaces, such as churn-scorer:dev",
    "allowedCharacter": "[^ \\t\\n\\x0b\\f\\r]",
}
TRAINING = {
    "type": "object",
    "additionalProperties": False,
    "description": "What the training job of an algorithm uses.",
    "properties": {
        "image": {
            **_IMAGE,
            "description": (
                "An image of the local container engine, such as churn:dev, instead of TrainingImage. If it is left "
                "out: rehearsal.image, if TrainingImage is the container's Image."
            ),
        },
        "input": {
            "type": "object",
            "additionalProperties": {
                **_PATH,
                "description": "A file, a folder (like a prefix in S3), or a file for S3DataType ManifestFile.",
            },
            "description": "A local path for each channel, by ChannelName, instead of S3.",
        },
    },
}
EXPECT = {
    "type": "object",
    "additionalProperties": False,
    "description": "What the answers of the container must be.",
    "properties": {
        "status": {
            "type": "integer",
            "minimum": 100,
            "maximum": 599,
            "description": "The status of each answer. A transform job fails unless it is 2xx.",
        },
        "content-type": {
            "type": "string",
            "minLength": 1,
            "maxLength": 256,
            "description": "The content type of each answer, such as text/csv; parameters are not compared.",
        },
        "records": {
            "type": "integer",
            "minimum": 0,
            "description": "The number of all records in the answers.",
        },
        "output": {
            **_PATH,
            "description": "The file to compare the output with, or a folder with a file NAME.out for each input NAME.",
        },
        "tolerance": {
            "type": "number",
            "minimum": 0,
            "description": "How far numbers in the output may differ, absolute or relative: 0.001, for example.",
        },
        "schema": {**_PATH, "description": "The file with a JSON Schema that each JSON answer must match."},
    },
}
REHEARSAL: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "description": (
        "What a rehearsal, a local run of the validation, uses instead of ECR and S3, and what it expects. It is not "
        "part of the request. Paths are relative to the manifest."
    ),
    "properties": {
        "image": {
            **_IMAGE,
            "description": "An image of the local container engine, such as churn-scorer:dev, instead of Image.",
        },
        "model": {
            **_PATH,
            "description": "Of a model package: an archive (.tar.gz) or a folder, instead of ModelDataUrl; or none.",
        },
        "input": {
            **_PATH,
            "description": "A file, a folder (like a prefix in S3), or a file for S3DataType ManifestFile.",
        },
        "training": TRAINING,
        "expect": EXPECT,
        "real-time": {
            "type": "boolean",
            "description": (
                "Whether real-time inference is rehearsed after the transform job. If it is left out: if the manifest "
                "has SupportedRealtimeInferenceInstanceTypes."
            ),
        },
        "samples": {
            "type": "object",
            "additionalProperties": {"type": "array", "minItems": 1, "maxItems": 100, "items": _PATH},
            "description": (
                "Files with request bodies for real-time inference, by content type. If they are left out: the first "
                "record of the transform job's input."
            ),
        },
        "bidirectional-streaming": {
            "type": "boolean",
            "description": "Whether to rehearse WebSocket connections, even if the image does not have AWS's label.",
        },
        "patience": {
            "type": "number",
            "minimum": 1,
            "maximum": 86400,
            "description": (
                "Seconds to wait for the first successful GET /ping, and for a training program that only has FIFOs to "
                "open one; 480 if it is left out."
            ),
        },
    },
}
