"""What may answer in AWS's place: proxies and captive portals. Every check falls silent, none breaks."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import boto3
import pytest
from botocore.config import Config

from sagemaker_marketplace import plugins
from sagemaker_marketplace.aws import s3
from sagemaker_marketplace.aws.queries import Clients, NoAnswer, PermissionMissing, Queries
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import document, fields, reader

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
STRANGE = (
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


def half_known(trust: str, simulated: str) -> bytes:
    """An answer with a caller and the examples' role in it, so that what is asked behind these is asked, too."""
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


HALF_KNOWN = (
    half_known("", ""),
    half_known("[]", ""),
    half_known('{"Statement": [5]}', "<IsTruncated>true</IsTruncated><Marker>again</Marker>"),
    half_known("{}", "<EvaluationResults><member/></EvaluationResults>"),
    half_known(
        '{"Statement": null}',
        "<EvaluationResults><member><ResourceSpecificResults><member/></ResourceSpecificResults></member>"
        "</EvaluationResults>",
    ),
)


@contextmanager
def answering(status: int, body: bytes, headers: dict[str, str]) -> Iterator[str]:
    """Serve one answer, whatever is asked, and give the address."""

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
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def questions(session: boto3.Session, url: str, region: str) -> Queries:
    config = Config(retries={"total_max_attempts": 1})
    keys = {"aws_access_key_id": "KEY", "aws_secret_access_key": "secret"}
    clients = Clients(lambda service, where: session.client(service, where, endpoint_url=url, config=config, **keys))
    return Queries(clients, region, "2026-11-01", Facts())


def example(name: str, region: str) -> document.Document:
    """An example, moved to a Region."""

    def read(file: str, _: str) -> tuple[str, bytes]:
        return file, (EXAMPLES / file).read_bytes().replace(b"us-east-2", region.encode())

    return reader.load(name, read, {})


def told(session: boto3.Session, url: str) -> set[str]:
    """Run every check that is not about images on both examples, and give the names of those that found something."""
    found = set()
    checks = [check for check in plugins.checks() if not check.name.startswith("image-")]
    for name, region in (("model-package.yaml", "us-east-2"), ("algorithm.yaml", "af-south-1")):
        doc, account = example(name, region), questions(session, url, region)
        for check in checks:
            with suppress(PermissionMissing, NoAnswer):
                found |= {check.name for _ in check.module.check(doc, account)}
    return found


@pytest.mark.parametrize("body", STRANGE + HALF_KNOWN)
@pytest.mark.parametrize(
    ("status", "believed"),
    # That there is no bucket is told by a status alone, which anybody can answer.
    [(200, set()), (400, set()), (403, set()), (404, {"bucket-missing"}), (500, set())],
)
def test_strange_answers(session: boto3.Session, status: int, body: bytes, believed: set[str]) -> None:
    with answering(status, body, {}) as url:
        assert told(session, url) == believed


def test_a_bucket_tells_its_region_to_those_it_refuses(session: boto3.Session) -> None:
    doc = example("model-package.yaml", "us-east-2")
    [check] = [check for check in plugins.checks() if check.name == "bucket-region"]
    with answering(403, b"", {"x-amz-bucket-region": "eu-west-1"}) as url:
        found = [message for _, message, *_ in check.module.check(doc, questions(session, url, "us-east-2"))]
    assert found == ["the bucket example-sagemaker-us-east-2 is in eu-west-1, the manifest in us-east-2"]


def test_a_redirection_without_end(session: boto3.Session) -> None:
    with answering(301, b"", {}) as url:
        account = questions(session, url, "us-east-2")
        data = fields.Data(("spec",), "s3://acme/a", "acme", "a", "S3Object")
        with pytest.raises(NoAnswer, match="HeadBucket: endless redirects"):
            s3.bucket_region(account, data)
