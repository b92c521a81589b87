"""A stand-in for Tencent Cloud's text messages on this machine: it looks at a request as the real one does.

Written from the provider's description of TC3-HMAC-SHA256 and of SendSms, not from the library under test.
"""

import hmac
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d{2}-\d{2})/sms/tc3_request, "
    r"SignedHeaders=([-a-z0-9;]+), Signature=([0-9a-f]{64})"
)
GAPS = {"1001": 2, "2001": 3, "2002": 3}
"""The approved templates, and how many gaps each has: a code, news, news in English."""
CHINESE_GAP = 6
"""Characters that a new account may put into one gap."""


@dataclass
class Provider:
    secret_id: str = "AKIDexample"
    secret_key: str = "Gu5t9xGARNpq86cd98joQYCN3example"
    port: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    """What was accepted: the bodies."""
    bodies: list[str] = field(default_factory=list)
    """Everything that came, as it came."""
    answers: list[str] = field(default_factory=list)
    """Codes with which the next messages are answered, in turn, before it accepts again."""
    errors: list[str] = field(default_factory=list)
    """Errors of the whole request, in turn."""
    broken: bool = False

    def url(self, **more: str) -> str:
        told = {"app": "1400006666", "sign": "吴山镇", "code": "1001", "news": "2001", **more}
        query = "&".join(f"{name}={value}" for name, value in told.items())
        return (
            f"tencent://{self.secret_id}:{self.secret_key}@127.0.0.1:{self.port}/?{query}&tls=off"
        )

    def answered(self, headers: Any, body: bytes) -> dict[str, Any]:
        self.bodies.append(body.decode())
        wrong = self._unsigned(headers, body)
        if wrong is None and self.errors:
            wrong = self.errors.pop(0)
        if wrong is not None:
            return {"Error": {"Code": wrong, "Message": f"no: {body.decode()}"}}
        asked = json.loads(body)
        code = self.answers.pop(0) if self.answers else _refused(asked) or "Ok"
        if code == "Ok":
            self.taken.append(asked)
        status = {
            "SerialNo": "1", "PhoneNumber": asked["PhoneNumberSet"][0], "Fee": 1, "Code": code,
            "SessionContext": asked.get("SessionContext", ""), "Message": "…", "IsoCode": "CN",
        }  # fmt: skip
        return {"SendStatusSet": [status]}

    def _unsigned(self, headers: Any, body: bytes) -> str | None:
        """Why the real one would not even look at it."""
        match = AUTHORIZATION.fullmatch(headers["Authorization"] or "")
        if match is None:
            return "AuthFailure.InvalidAuthorization"
        who, day, signed, signature = match.groups()
        if who != self.secret_id:
            return "AuthFailure.SecretIdNotFound"
        at = int(headers["X-TC-Timestamp"])
        if abs(time.time() - at) > 300 or time.strftime("%Y-%m-%d", time.gmtime(at)) != day:
            return "AuthFailure.SignatureExpire"
        told = [headers["X-TC-Action"], headers["X-TC-Version"], headers["X-TC-Region"]]
        if told != ["SendSms", "2021-01-11", "ap-guangzhou"]:
            return "InvalidAction"
        lines = "".join(f"{name}:{headers[name].strip()}\n" for name in signed.split(";"))
        request = f"POST\n/\n\n{lines}\n{signed}\n{sha256(body).hexdigest()}"
        digest = sha256(request.encode()).hexdigest()
        text = f"TC3-HMAC-SHA256\n{at}\n{day}/sms/tc3_request\n{digest}"
        key = f"TC3{self.secret_key}".encode()
        for part in (day, "sms", "tc3_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        right = hmac.new(key, text.encode(), "sha256").hexdigest()
        return None if hmac.compare_digest(right, signature) else "AuthFailure.SignatureFailure"


def _refused(asked: dict[str, Any]) -> str | None:
    """What the real one looks at in a message: the first rule that it breaks."""
    gaps, template = asked["TemplateParamSet"], asked["TemplateId"]
    rules = {
        "InvalidParameterValue.SdkAppIdNotExist": asked["SmsSdkAppId"] == "1400006666",
        "FailedOperation.SignatureIncorrectOrUnapproved": asked["SignName"] == "吴山镇",
        "FailedOperation.TemplateIncorrectOrUnapproved": template in GAPS,
        "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": len(gaps) == GAPS.get(template),
        "InvalidParameterValue.IncorrectPhoneNumber": all(
            re.fullmatch(r"\+861\d{10}", one) for one in asked["PhoneNumberSet"]
        ),
        "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": not any(
            re.search(r"https?:|www\.|/", one) for one in gaps
        ),
        "InvalidParameterValue.TemplateParameterFormatError": template != "1001"
        or all(re.fullmatch(r"\d{1,6}", one) for one in gaps),
        "InvalidParameterValue.TemplateParameterLengthLimit": template != "2001"
        or all(len(one) <= CHINESE_GAP for one in gaps),
    }
    return next((code for code, kept in rules.items() if not kept), None)


@contextmanager
def provider() -> Iterator[Provider]:
    """The provider, listening."""
    one = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told = {"Response": {**one.answered(self.headers, body), "RequestId": "r-1"}}
            content = json.dumps(told).encode()
            self.send_response(502 if one.broken else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_told: object) -> None:
            """It says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        one.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        yield one
        server.shutdown()
        thread.join()
