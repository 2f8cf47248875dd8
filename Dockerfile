# The base image is pinned; Dependabot updates it. Machines without a registry build with a substitute, see
# scripts/container-base.sh. Only plain instructions: a runner may build this with an engine that has no BuildKit.
FROM python:3.13-slim-trixie@sha256:bb2988715db2cf7ace7b53f38f3cffbef7c7046a656bee66245eb0ed386e2e81 AS build

COPY requirements/runtime.txt /build/
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore --no-compile \
        --no-deps --require-hashes --only-binary=:all: --target /app --requirement /build/runtime.txt
# Most of botocore's size is data of services that are never called; several packages install their tests; boto3's
# resources and examples belong to an interface that is not used.
RUN find /app/botocore/data -mindepth 1 -maxdepth 1 -type d \
        ! -name account ! -name ecr ! -name iam ! -name logs ! -name pricing ! -name s3 ! -name sagemaker \
        ! -name service-quotas ! -name sts \
        -exec rm -r {} + \
    && rm -r /app/bin /app/boto3/data /app/boto3/examples \
    && find /app -depth -type d -name tests -exec rm -r {} +
COPY src/sagemaker_marketplace /app/sagemaker_marketplace
COPY entrypoint.py post.py /app/
# Compiled once here instead of at every start; checked by content, because layers do not keep exact times.
RUN python3 -m compileall -q --invalidation-mode unchecked-hash /app

FROM python:3.13-slim-trixie@sha256:bb2988715db2cf7ace7b53f38f3cffbef7c7046a656bee66245eb0ed386e2e81
# Nothing can be installed in the image. The second line is for Debian's Python, in a substitute of the base.
RUN rm -rf /usr/local/lib/python3*/ensurepip /usr/local/lib/python3*/site-packages/pip* /usr/local/bin/pip* \
        /usr/lib/python3*/ensurepip /usr/lib/python3/dist-packages/pip* /usr/bin/pip*
LABEL org.opencontainers.image.title="SageMaker Marketplace Action" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /app /app
COPY LICENSE /app/
# The base has no bytecode of its standard library. This writes it for the modules that a run imports: 4 MB that make
# every start 0.3 s shorter. It also tests that the clients of AWS and of a container engine can be created.
RUN ["python3", "-c", "import sys; sys.path.insert(0, '/app'); import boto3, docker, sagemaker_marketplace.action, sagemaker_marketplace.rehearse.engine.engine; boto3.client('sagemaker', 'us-east-2'); docker.APIClient('tcp://localhost:2375', version='1.41')"]
# No USER: the workspace and the command files belong to the runner's account, which differs from runner to runner.
# No shell: Debian's drops variables with a hyphen in the name, and those are the inputs.
ENTRYPOINT ["/app/entrypoint.py"]
