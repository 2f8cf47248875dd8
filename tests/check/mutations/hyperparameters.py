"""Mutations for the rules about hyperparameters and metrics."""

from __future__ import annotations

from tests.check.mutation import DELETE, Mutation

KIND = "Algorithm"
TRAINING = "spec.TrainingSpecification"
PARAMETERS = f"{TRAINING}.SupportedHyperParameters"
RATE, TREES, NEXT = f"{PARAMETERS}.0", f"{PARAMETERS}.1", f"{PARAMETERS}.2"
RATE_RANGE = f"{RATE}.Range.ContinuousParameterRangeSpecification"
TREES_RANGE = f"{TREES}.Range.IntegerParameterRangeSpecification"
METRICS = f"{TRAINING}.MetricDefinitions"
REGEX = f"{METRICS}.0.Regex"
OBJECTIVES = f"{TRAINING}.SupportedTuningJobObjectiveMetrics"
SET = "spec.ValidationSpecification.ValidationProfiles.0.TrainingJobDefinition.HyperParameters"

NOTE = {"Name": "note", "Type": "FreeText"}
LOSSES = {"CategoricalParameterRangeSpecification": {"Values": ["l1", "l2"]}}
LOSS = {"Name": "loss", "Type": "Categorical", "Range": LOSSES, "DefaultValue": "l1"}
TRAIN_LOSS = {"Name": "train:loss", "Regex": "train-loss=([0-9.]+)"}
LOSS_VALUES = f"{NEXT}.Range.CategoricalParameterRangeSpecification.Values"
LEAST = {"Type": "Minimize", "MetricName": "validation:loss"}
WHOLE = {"IntegerParameterRangeSpecification": {"MinValue": "1", "MaxValue": "9"}}

NO_TREES = (f"{TREES}.DefaultValue", DELETE)
NO_RATE = ((f"{RATE}.DefaultValue", DELETE), (f"{SET}.learning_rate", DELETE))
NOTHING_DECLARED = ((PARAMETERS, DELETE), (SET, DELETE))
RATE_REQUIRED = ((f"{RATE}.IsRequired", True), (f"{RATE}.DefaultValue", DELETE))


MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "duplicate-category": (
        Mutation("same again", KIND, ((f"{LOSS_VALUES}.2", "l1"),), given=((NEXT, LOSS),)),
        Mutation("renamed", KIND, ((f"{LOSS_VALUES}.0", "l2"),), given=((NEXT, {**LOSS, "DefaultValue": "l2"}),)),
        Mutation("empty twice", KIND, ((f"{LOSS_VALUES}.3", ""),), given=((NEXT, LOSS), (f"{LOSS_VALUES}.2", ""))),
    ),
    "duplicate-hyperparameter": (
        Mutation("renamed", KIND, ((f"{TREES}.Name", "learning_rate"),)),
        Mutation("one more", KIND, ((NEXT, {**NOTE, "Name": "trees"}),)),
        Mutation("first one renamed", KIND, ((f"{RATE}.Name", "trees"),), given=((SET, DELETE),)),
    ),
    "duplicate-metric": (
        Mutation("same again", KIND, ((f"{METRICS}.1", {"Name": "validation:loss", "Regex": "loss=([0-9.]+)"}),)),
        Mutation("renamed", KIND, ((f"{METRICS}.1.Name", "validation:loss"),), given=((f"{METRICS}.1", TRAIN_LOSS),)),
        Mutation("not an objective", KIND, ((f"{METRICS}.2", TRAIN_LOSS),), given=((f"{METRICS}.1", TRAIN_LOSS),)),
    ),
    "duplicate-objective-metric": (
        Mutation("same again", KIND, ((f"{OBJECTIVES}.1", LEAST),)),
        Mutation("the other way round", KIND, ((f"{OBJECTIVES}.1", {**LEAST, "Type": "Maximize"}),)),
        Mutation(
            "renamed",
            KIND,
            ((f"{OBJECTIVES}.1.MetricName", "validation:loss"),),
            given=((f"{METRICS}.1", TRAIN_LOSS), (f"{OBJECTIVES}.1", {**LEAST, "MetricName": "train:loss"})),
        ),
    ),
    "free-text-with-range": (
        Mutation("type changed", KIND, ((f"{TREES}.Type", "FreeText"), (f"{TREES}.IsTunable", False))),
        Mutation("one more", KIND, ((NEXT, {**NOTE, "Range": LOSSES}),)),
        Mutation("range added", KIND, ((f"{NEXT}.Range", WHOLE),), given=((NEXT, NOTE),)),
    ),
    "invalid-hyperparameter-bound": (
        Mutation("word", KIND, ((f"{TREES_RANGE}.MaxValue", "many"),)),
        Mutation("fraction for an integer", KIND, ((f"{TREES_RANGE}.MinValue", "10.5"),)),
        Mutation("comma", KIND, ((f"{RATE_RANGE}.MinValue", "0,001"),)),
        Mutation("infinite integer", KIND, ((f"{TREES_RANGE}.MaxValue", "inf"),)),
        Mutation("empty", KIND, ((f"{RATE_RANGE}.MaxValue", ""),)),
        Mutation("separator of another kind", KIND, ((f"{TREES_RANGE}.MaxValue", "5'000"),)),
    ),
    "ambiguous-hyperparameter-bound": (
        Mutation("point", KIND, ((f"{TREES_RANGE}.MinValue", "10.0"),)),
        Mutation("exponent", KIND, ((f"{TREES_RANGE}.MaxValue", "5e3"),)),
        Mutation("infinity", KIND, ((f"{RATE_RANGE}.MaxValue", "inf"),)),
        Mutation("not a number", KIND, ((f"{RATE_RANGE}.MinValue", "nan"),)),
        Mutation("leading space", KIND, ((f"{TREES_RANGE}.MinValue", " 10"),)),
        Mutation("separator", KIND, ((f"{TREES_RANGE}.MaxValue", "5_000"),)),
        Mutation("trailing space", KIND, ((f"{RATE_RANGE}.MaxValue", "1 "),)),
    ),
    "hyperparameter-name-whitespace": (
        Mutation("empty", KIND, ((f"{NEXT}.Name", ""),), given=((NEXT, NOTE),)),
        Mutation("trailing space", KIND, ((f"{TREES}.Name", "trees "),)),
        Mutation("leading space", KIND, ((f"{NEXT}.Name", " note"),), given=((NEXT, NOTE),)),
    ),
    "hyperparameter-range-empty": (
        Mutation("in order as strings", KIND, ((f"{TREES_RANGE}.MaxValue", "9"),), given=(NO_TREES,)),
        Mutation("numbers", KIND, ((f"{RATE_RANGE}.MinValue", "1.001"),), given=NO_RATE),
        Mutation(
            "beyond 2^53",
            KIND,
            ((f"{TREES_RANGE}.MinValue", "9007199254740993"), (f"{TREES_RANGE}.MaxValue", "9007199254740992")),
            given=(NO_TREES,),
        ),
    ),
    "hyperparameter-range-type-mismatch": (
        Mutation("type changed", KIND, ((f"{TREES}.Type", "Continuous"),)),
        Mutation("range changed", KIND, ((f"{RATE}.Range", WHOLE),)),
        Mutation(
            "one range more", KIND, ((f"{TREES}.Range.CategoricalParameterRangeSpecification", {"Values": ["1"]}),)
        ),
        Mutation("categories", KIND, ((f"{NEXT}.Range", WHOLE),), given=((NEXT, LOSS),)),
    ),
    "required-hyperparameter-with-default": (
        Mutation("required", KIND, ((f"{TREES}.IsRequired", True),)),
        Mutation("required and set", KIND, ((f"{RATE}.IsRequired", True),)),
        Mutation("default added", KIND, ((f"{RATE}.DefaultValue", "0.2"),), given=RATE_REQUIRED),
        Mutation("free text", KIND, ((NEXT, {**NOTE, "IsRequired": True, "DefaultValue": ""}),)),
    ),
    "hyperparameter-value-type": (
        Mutation("default with a point", KIND, ((f"{TREES}.DefaultValue", "500.0"),)),
        Mutation("default is a word", KIND, ((f"{RATE}.DefaultValue", "slow"),)),
        Mutation("set with an exponent", KIND, ((f"{SET}.trees", "1e3"),)),
        Mutation("set empty", KIND, ((f"{SET}.learning_rate", ""),)),
        Mutation("set with a separator", KIND, ((f"{SET}.learning_rate", "0.0_5"),)),
    ),
    "hyperparameter-value-out-of-range": (
        Mutation("default above", KIND, ((f"{TREES}.DefaultValue", "5001"),)),
        Mutation("set below", KIND, ((f"{SET}.learning_rate", "1e-4"),)),
        Mutation("range narrowed", KIND, ((f"{RATE_RANGE}.MaxValue", "0.05"),)),
        Mutation("category by default", KIND, ((f"{NEXT}.DefaultValue", "L2"),), given=((NEXT, LOSS),)),
        Mutation("category set", KIND, ((f"{SET}.loss", "huber"),), given=((NEXT, LOSS),)),
    ),
    # Without the list buyers can't tune the algorithm either, which is reported before and after.
    "supported-hyperparameters-missing": (
        Mutation("all set", KIND, ((SET, {"trees": "100", "learning_rate": "0.1"}),), given=NOTHING_DECLARED),
        Mutation("one set", KIND, ((f"{SET}.seed", "1"),), given=(*NOTHING_DECLARED, (SET, {}))),
        Mutation("list emptied", KIND, ((PARAMETERS, []),), also=("tuning-incomplete",)),
        Mutation("list removed", KIND, ((PARAMETERS, DELETE),), also=("tuning-incomplete",)),
    ),
    "metric-regex-matches-empty-line": (
        Mutation("all optional", KIND, ((REGEX, "([0-9.]*)"),)),
        Mutation("anything", KIND, ((REGEX, "(.*?)"),)),
        Mutation("optional text around", KIND, ((REGEX, r"^\s*l?o?s*=?([0-9]{0,9})"),)),
        Mutation(
            "another metric", KIND, ((f"{METRICS}.1.Regex", "[a-z]*([0-9]?)"),), given=((f"{METRICS}.1", TRAIN_LOSS),)
        ),
        Mutation("optional group", KIND, ((REGEX, "([0-9.]+)?"),)),
    ),
    "metric-regex-escaping": (
        Mutation("digits", KIND, ((REGEX, r"validation-loss=(\\d+)"),)),
        Mutation("in a group", KIND, ((REGEX, r"(?:validation\\s)*loss=([0-9.]+)"),)),
        Mutation("backspace", KIND, ((REGEX, "\bvalidation-loss=([0-9.]+)"),)),
        Mutation("another metric", KIND, ((f"{METRICS}.1", {**TRAIN_LOSS, "Regex": r"train-loss=(\\S+)"}),)),
    ),
    "metric-regex-capturing-group": (
        Mutation("no group", KIND, ((REGEX, "validation-loss=[0-9.]+"),)),
        Mutation("only a non-capturing group", KIND, ((REGEX, "validation-loss=(?:[0-9.]+)"),)),
        Mutation("two groups", KIND, ((REGEX, "(validation|test)-loss=([0-9.]+)"),)),
        Mutation("group in a group", KIND, ((f"{METRICS}.1", {**TRAIN_LOSS, "Regex": r"loss=([0-9]+(\.[0-9]+)?)"}),)),
    ),
    "invalid-metric-regex": (
        Mutation("open group", KIND, ((REGEX, "validation-loss=([0-9.]+"),)),
        Mutation("nothing to repeat", KIND, ((REGEX, "*validation-loss=([0-9.]+)"),)),
        Mutation("range backwards", KIND, ((REGEX, "validation-loss=([9-0]+)"),)),
        Mutation("other engine's", KIND, ((f"{METRICS}.1", {**TRAIN_LOSS, "Regex": "loss=(?<value>[0-9.]+)"}),)),
    ),
    "metric-regex-lazy-quantifier": (
        Mutation("anything", KIND, ((REGEX, "validation-loss=(.*?)"),)),
        Mutation("digits", KIND, ((REGEX, r"validation-loss=(\d+?)"),)),
        Mutation("counted", KIND, ((REGEX, r"validation-loss=([\d.]{1,9}?)"),)),
        Mutation("another metric", KIND, ((f"{METRICS}.1", {**TRAIN_LOSS, "Regex": r"train-loss=(\S+?)"}),)),
    ),
    "objective-metric-undefined": (
        Mutation("other name", KIND, ((f"{OBJECTIVES}.0.MetricName", "validation-loss"),)),
        Mutation("defined by another name", KIND, ((f"{METRICS}.0.Name", "Validation:loss"),)),
        Mutation("nothing defined", KIND, ((METRICS, DELETE),)),
        Mutation("one more", KIND, ((f"{OBJECTIVES}.1", {"Type": "Maximize", "MetricName": "train:accuracy"}),)),
    ),
    "required-hyperparameter-missing": (
        Mutation("not set", KIND, ((f"{SET}.learning_rate", DELETE),), given=RATE_REQUIRED),
        Mutation("nothing set", KIND, ((SET, DELETE),), given=RATE_REQUIRED),
        Mutation("made required", KIND, ((f"{TREES}.IsRequired", True), NO_TREES)),
        Mutation("one more", KIND, ((NEXT, {**NOTE, "IsRequired": True}),)),
    ),
    "tunable-hyperparameter-with-single-value": (
        Mutation("equal integers", KIND, ((f"{TREES_RANGE}.MinValue", "500"), (f"{TREES_RANGE}.MaxValue", "500"))),
        Mutation("equal numbers", KIND, ((f"{RATE_RANGE}.MinValue", "0.1"), (f"{RATE_RANGE}.MaxValue", "1e-1"))),
        Mutation("one category", KIND, ((f"{LOSS_VALUES}.1", DELETE),), given=((NEXT, {**LOSS, "IsTunable": True}),)),
        Mutation(
            "made tunable",
            KIND,
            ((f"{NEXT}.IsTunable", True),),
            given=((NEXT, LOSS), (f"{LOSS_VALUES}.1", DELETE)),
        ),
    ),
    "tunable-hyperparameter-without-range": (
        Mutation("range left out", KIND, ((f"{TREES}.Range", DELETE),)),
        Mutation("empty range", KIND, ((f"{RATE}.Range", {}),)),
        Mutation("free text", KIND, ((NEXT, {**NOTE, "IsTunable": True}),)),
        Mutation(
            "made tunable",
            KIND,
            ((f"{NEXT}.IsTunable", True),),
            given=((NEXT, {"Name": "depth", "Type": "Integer", "IsTunable": False}),),
        ),
    ),
    "tuning-incomplete": (
        Mutation("none tunable", KIND, ((f"{RATE}.IsTunable", False), (f"{TREES}.IsTunable", DELETE))),
        Mutation("tunable one removed", KIND, ((TREES, DELETE),), given=((f"{RATE}.IsTunable", False),)),
        Mutation("no objectives", KIND, ((OBJECTIVES, DELETE),)),
        Mutation("nothing declared", KIND, ((PARAMETERS, DELETE),), given=((SET, DELETE),)),
        Mutation("empty list", KIND, ((PARAMETERS, []),), given=((SET, DELETE),)),
        Mutation("last objective removed", KIND, ((f"{OBJECTIVES}.0", DELETE),)),
    ),
    "unknown-hyperparameter": (
        Mutation("one more", KIND, ((f"{SET}.seed", "1"),)),
        Mutation("other letter case", KIND, ((f"{SET}.Trees", "100"),)),
        Mutation("declared by another name", KIND, ((f"{RATE}.Name", "eta"),)),
        Mutation("declaration removed", KIND, ((TREES, DELETE),), given=((f"{SET}.trees", "100"),)),
    ),
}
