"""Deviations from the service model, each with its reason, for the schema and the sandbox."""

from __future__ import annotations

# (shape of the service model, JSON Schema keyword) -> (value, its source, reason)
OVERRIDES: dict[tuple[str, str], tuple[int, str, str]] = {
    ("ChannelSpecifications", "maxItems"): (
        20,
        "the seller guide",
        "the seller guide's walkthrough allows 20 channels, the service model 8: a rule warns from 9",
    ),
}

# Shapes with a lower limit above which a rule warns: hints name that one.
SAFE = {"ChannelSpecifications": 8, "EnvironmentMap": 16, "ModelPackageContainerDefinitionList": 1}

# Enums with values that a rule reports: hints list the others.
OFFERED = {
    "AdditionalS3DataSourceDataType": ("S3Object",),
    "ModelCompressionType": ("Gzip",),
    "S3DataType": ("S3Prefix", "ManifestFile"),
    "SkipModelValidation": ("None",),
    "TrainingInputMode": ("File", "Pipe"),
}

# Shapes whose enum grows over time: the schema keeps it for editors, a rule checks it.
CHECKED_BY_RULE = ("TrainingInstanceType", "TransformInstanceType", "ProductionVariantInstanceType")
