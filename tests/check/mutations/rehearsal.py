"""Mutations for the rules about the `rehearsal` block."""

from __future__ import annotations

from tests.check.mutation import DELETE, Mutation, from_algorithm

PACKAGE, ALGORITHM = "ModelPackage", "Algorithm"
INFERENCE = "spec.InferenceSpecification"
JOB = "spec.ValidationSpecification.ValidationProfiles.0.TransformJobDefinition"
CONTENT_TYPE = f"{JOB}.TransformInput.ContentType"
MODEL_DATA_URL = f"{INFERENCE}.Containers.0.ModelDataUrl"
IMAGE = "123456789012.dkr.ecr.us-east-2.amazonaws.com/churn-scorer:${VERSION:-dev}"
# A block that no rule reports.
GOOD = (
    (
        "rehearsal",
        {
            "image": "churn-scorer:dev",
            "model": "model/",
            "input": "data/",
            "patience": 60,
            "expect": {
                "status": 200,
                "content-type": "text/csv",
                "records": 3,
                "output": "expected/",
                "tolerance": 0.01,
            },
        },
    ),
)
EXPECT = "rehearsal.expect"
TRAINED = {
    "image": "demand-forest-serve:dev",
    "input": "batch.csv",
    "training": {"image": "demand-forest-train:dev", "input": {"training": "train.csv"}},
    "expect": {},
    "samples": {"text/csv": ["one.csv"]},
}
CHANNELS = "rehearsal.training.input"
TRAINING_IMAGE = "spec.TrainingSpecification.TrainingImage"
SHARED = "123456789012.dkr.ecr.us-east-2.amazonaws.com/demand-forest:${VERSION:-dev}"
TYPES = f"{INFERENCE}.SupportedRealtimeInferenceInstanceTypes"


def changed(label: str, path: str, value: object, kind: str = PACKAGE) -> Mutation:
    """Return a mutation of one field of an example with a good block."""
    given = GOOD if kind == PACKAGE else (("rehearsal", TRAINED),)
    return Mutation(label, kind, ((path, value),), given=given)


MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "expected-content-type-mismatch": (
        changed("another type", f"{EXPECT}.content-type", "application/json"),
        changed("not a type", f"{EXPECT}.content-type", "csv"),
        changed("a type that no list has", f"{EXPECT}.content-type", "text/html", ALGORITHM),
    ),
    "expected-records-not-countable": (
        Mutation(
            "arrays",
            PACKAGE,
            ((f"{EXPECT}.content-type", "application/x-npy"),),
            also=("expected-content-type-mismatch",),  # the product answers with CSV
            given=GOOD,
        ),
    ),
    "expected-schema-without-json": (
        changed("of CSV", f"{EXPECT}.schema", "answer.schema.json"),
        Mutation(
            "of the Accept",
            PACKAGE,
            ((f"{EXPECT}.content-type", DELETE), (f"{EXPECT}.schema", "answer.schema.json")),
            given=GOOD,
        ),
    ),
    "expected-status-fails-job": (
        changed("an error", f"{EXPECT}.status", 500),
        changed("a redirect", f"{EXPECT}.status", 301, ALGORITHM),
    ),
    "invalid-rehearsal-image": (
        changed("capitals", "rehearsal.image", "Churn:dev"),
        changed("an empty variable", "rehearsal.image", "churn:${TAG:-}", ALGORITHM),
        changed("a URL", "rehearsal.image", "https://ghcr.io/acme/churn:dev"),
        changed("a training image", "rehearsal.training.image", "Forest", ALGORITHM),
    ),
    "rehearsal-image-redundant": (
        changed("with the same variable", "rehearsal.image", IMAGE),
        Mutation("block added", PACKAGE, (("rehearsal", {"image": IMAGE}),)),
        Mutation(
            "one image",
            ALGORITHM,
            ((TRAINING_IMAGE, SHARED), (f"{INFERENCE}.Containers.0.Image", SHARED)),
            given=(("rehearsal", {"image": "a", "training": {"image": "a"}}),),
        ),
    ),
    "rehearsal-input-type-mismatch": (
        changed("JSON", "rehearsal.input", "data/rows.json"),
        changed("compressed JSON", "rehearsal.input", "data/rows.JSONL.gz"),
        Mutation(
            "another type of the job",
            PACKAGE,
            ((CONTENT_TYPE, "application/json"),),
            given=(*GOOD, ("rehearsal.input", "rows.csv")),
        ),
    ),
    "rehearsal-model-mismatch": (
        changed("none", "rehearsal.model", "none"),
        Mutation("model in the image", PACKAGE, ((MODEL_DATA_URL, DELETE),), given=GOOD),
    ),
    "rehearsal-channel-not-local": (
        changed("no channel", CHANNELS, {}, ALGORITHM),
        changed("no training", "rehearsal.training", DELETE, ALGORITHM),
    ),
    "rehearsal-channel-unknown": (
        changed("another channel", f"{CHANNELS}.labels", "labels.csv", ALGORITHM),
        Mutation(
            "a typo",
            ALGORITHM,
            ((f"{CHANNELS}.training", DELETE), (f"{CHANNELS}.trainig", "train.csv")),
            given=(("rehearsal", TRAINED),),
        ),
    ),
    "rehearsal-model-unused": (
        changed("a folder", "rehearsal.model", "model/", ALGORITHM),
        changed("none", "rehearsal.model", "none", ALGORITHM),
    ),
    "rehearsal-patience-too-long": (
        changed("an hour", "rehearsal.patience", 3600),
        changed("a fraction", "rehearsal.patience", 1800.5, ALGORITHM),
    ),
    "rehearsal-real-time-disabled": (
        changed("samples", "rehearsal.real-time", False, ALGORITHM),
        Mutation(
            "WebSocket",
            PACKAGE,
            (("rehearsal.bidirectional-streaming", True),),
            given=(*GOOD, ("rehearsal.real-time", False)),
        ),
    ),
    "rehearsal-real-time-not-offered": (
        Mutation(
            "no types",
            ALGORITHM,
            ((TYPES, DELETE),),
            also=("algorithm-inference-types-missing",),  # buyers can't create endpoints of any algorithm without it
            given=(("rehearsal", {"real-time": True}),),
        ),
    ),
    "rehearsal-training-unused": (
        changed("an image", "rehearsal.training", {"image": "churn:dev"}),
        changed("nothing", "rehearsal.training", {}),
    ),
    "sample-type-not-supported": (
        changed("another type", "rehearsal.samples", {"image/png": ["one.png"]}),
        changed("a second type", "rehearsal.samples.text/html", ["one.html"], ALGORITHM),
    ),
    "rehearsal-without-container": (
        Mutation(
            "block added",
            PACKAGE,
            GOOD,
            given=from_algorithm(ModelDataUrl="s3://example-sagemaker-us-east-2/churn-scorer/model.tar.gz"),
        ),
        Mutation(
            "only an image",
            PACKAGE,
            (("rehearsal", {"image": "a"}),),
            given=from_algorithm(ModelDataUrl="s3://example-sagemaker-us-east-2/churn-scorer/model.tar.gz"),
        ),
    ),
    "tolerance-without-output": (changed("output removed", f"{EXPECT}.output", DELETE),),
}
