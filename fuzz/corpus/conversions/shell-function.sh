create_churn() {
    local name="$1"
    local specification="$2"
    shift 2
    run aws sagemaker create-model-package --model-package-name $name --inference-specification $specification "$@"
}
