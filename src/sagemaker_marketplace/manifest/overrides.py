"""Where the service model is not the last word: each departure with its reason, for the schema and the sandbox."""

from __future__ import annotations

# (shape of the service model, JSON Schema keyword) -> (value, whose it is, reason)
OVERRIDES: dict[tuple[str, str], tuple[int, str, str]] = {
    ("ChannelSpecifications", "maxItems"): (
        20,
        "the seller guide",
        "the seller guide's walkthrough takes up to 20 channels, the service model says 8: a rule warns from 9",
    ),
}

# Shapes of which a rule warns before the schema refuses: hints go as far as is safe.
SAFE = {"ChannelSpecifications": 8, "EnvironmentMap": 16, "ModelPackageContainerDefinitionList": 1}

# Enums with values that a rule refuses or warns of: hints list the others.
OFFERED = {
    "AdditionalS3DataSourceDataType": ("S3Object",),
    "ModelCompressionType": ("Gzip",),
    "S3DataType": ("S3Prefix", "ManifestFile"),
    "SkipModelValidation": ("None",),
    "TrainingInputMode": ("File", "Pipe"),
}

# Shapes whose enum is a growing list: the schema keeps it for editors, the rule named here judges it.
CHECKED_BY_RULE = ("TrainingInstanceType", "TransformInstanceType", "ProductionVariantInstanceType")
