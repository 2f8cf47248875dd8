"""Invalid responses, as from proxies and captive portals: no check reports a finding or crashes."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.preflight.connections import connections

from sagemaker_marketplace import plugins
from sagemaker_marketplace.aws import s3
from sagemaker_marketplace.aws.queries import Clients, NoAnswer, PermissionMissing, Queries
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import document, fields, reader

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
INVALID = (
    b"",
    b"<html><body>Log in, please.</body></html>",
    b"{}",
    b'{"PriceList": [5, "", "[]", "{}"], "Quotas": [{}], "RegionOptStatus": ""}',
    b"<R><GetRoleResult><Role><Arn>x</Arn></Role></GetRoleResult></R>",
    b"<R><GetCallerIdentityResult><Arn>arn</Arn><Account>1</Account></GetCallerIdentityResult></R>",
    b"<ListBucketResult><Contents><Size>much</Size></Contents></ListBucketResult>",
    b"<ListBucketResult><Contents></Contents></ListBucketResult>",
)
ROLE = "arn:aws:iam::123456789012:role/service-role/MarketplaceValidation"


def partly_valid(trust: str, simulated: str) -> bytes:
    """Return a response with a caller and the examples' role, so that the queries that depend on them run as well."""
    return f"""\
<Response>
  <GetCallerIdentityResult>
    <Account>123456789012</Account><Arn>arn:aws:sts::123456789012:assumed-role/MarketplaceValidation/run</Arn>
  </GetCallerIdentityResult>
  <GetRoleResult><Role>
    <Arn>{ROLE}</Arn><AssumeRolePolicyDocument>{trust}</AssumeRolePolicyDocument>
  </Role></GetRoleResult>
  <SimulatePrincipalPolicyResult>{simulated}</SimulatePrincipalPolicyResult>
</Response>
""".encode()


PARTLY_VALID = (
    partly_valid("", ""),
    partly_valid("[]", ""),
    partly_valid('{"Statement": [5]}', "<IsTruncated>true</IsTruncated><Marker>again</Marker>"),
    partly_valid("{}", "<EvaluationResults><member/></EvaluationResults>"),
    partly_valid(
        '{"Statement": null}',
        "<EvaluationResults><member><ResourceSpecificResults><member/></ResourceSpecificResults></member>"
        "</EvaluationResults>",
    ),
)


@contextmanager
def answering(status: int, body: bytes, headers: dict[str, str]) -> Iterator[str]:
    """Return the same response to every request; return the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def queries(url: str, region: str) -> Iterator[Queries]:
    with connections().connected(url, "KEY", "secret", "token") as connect:
        yield Queries(Clients(connect), region, "2026-11-01", Facts())


def example(name: str, region: str) -> document.Document:
    """Read an example, with another Region."""

    def read(file: str, _: str) -> tuple[str, bytes]:
        return file, (EXAMPLES / file).read_bytes().replace(b"us-east-2", region.encode())

    return reader.load(name, read, {})


def checks_with_findings(url: str) -> set[str]:
    """Run all checks except those of images on both examples; return the names of checks with findings."""
    findings = set()
    checks = [check for check in plugins.checks() if not check.name.startswith("image-")]
    for name, region in (("model-package.yaml", "us-east-2"), ("algorithm.yaml", "af-south-1")):
        manifest = example(name, region)
        with queries(url, region) as account:
            for check in checks:
                with suppress(PermissionMissing, NoAnswer):
                    findings |= {check.name for _ in check.module.check(manifest, account)}
    return findings


@pytest.mark.parametrize("body", INVALID + PARTLY_VALID)
@pytest.mark.parametrize(
    ("status", "expected"),
    # The status alone reports a missing bucket, so any server can return that.
    [(200, set()), (400, set()), (403, set()), (404, {"bucket-missing"}), (500, set())],
)
def test_invalid_responses(status: int, body: bytes, expected: set[str]) -> None:
    with answering(status, body, {}) as url:
        assert checks_with_findings(url) == expected


def test_the_region_of_a_bucket_is_known_without_access() -> None:
    manifest = example("model-package.yaml", "us-east-2")
    [check] = [check for check in plugins.checks() if check.name == "bucket-region"]
    headers = {"x-amz-bucket-region": "eu-west-1"}
    with answering(403, b"", headers) as url, queries(url, "us-east-2") as account:
        findings = [message for _, message, *_ in check.module.check(manifest, account)]
    assert findings == ["the bucket example-sagemaker-us-east-2 is in eu-west-1, the manifest in us-east-2"]


def test_endless_redirects() -> None:
    with answering(301, b"", {}) as url, queries(url, "us-east-2") as account:
        data = fields.Data(("spec",), "s3://acme/a", "acme", "a", "S3Object")
        with pytest.raises(NoAnswer, match="HeadBucket: endless redirects"):
            s3.bucket_region(account, data)
