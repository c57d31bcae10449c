"""Publishers with keys, and what they and the staff send."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from pierglass.bridge import ed25519
from pierglass.bridge.package import content_hash
from pierglass.bridge.signing import key_id, key_statement, version_statement
from pierglass.server.testing import Person, lens_files

Manifest = dict[str, Any]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass
class Signer:
    """A publisher's key, outside the platform."""

    secret: bytes

    @property
    def public(self) -> bytes:
        return ed25519.public_key(self.secret)

    @property
    def id(self) -> str:
        return key_id(self.public)

    def sign(self, statement: bytes) -> str:
        return b64(ed25519.sign(self.secret, statement))

    def version(self, manifest: Manifest, files: dict[str, str]) -> dict[str, str]:
        hashes = {path: _sha256(text) for path, text in files.items()}
        whole = content_hash(manifest, hashes)
        statement = version_statement(manifest["id"], manifest["version"], whole)
        return {"key_id": self.id, "value": self.sign(statement)}

    def register(self, person: Person, before: "Signer | None" = None) -> Any:
        statement = key_statement(person.id, self.id, before.id if before else "")
        body = {"public_key": b64(self.public), "proof": self.sign(statement)}
        if before is not None:
            body["endorsement"] = before.sign(statement)
        return person.call("POST", "/v1/publisher/keys", json=body)


def _sha256(text: str) -> str:
    return hashlib.sha256(base64.b64decode(text)).hexdigest()


def publish(
    person: Person,
    manifest: Manifest,
    signer: Signer | None = None,
    files: dict[str, str] | None = None,
    **more: Any,
) -> Any:
    """Return the reply to sending a version, signed if there is a signer."""
    sent = lens_files() if files is None else files
    body: dict[str, Any] = {"manifest": manifest, "files": sent, **more}
    if signer is not None:
        body.setdefault("signature", signer.version(manifest, sent))
    return person.call("POST", "/v1/lenses", json=body)


def approve(staff: Person, version: str = "1.0.0") -> Any:
    path = f"/v1/reviews/test-lens/{version}"
    return staff.call("POST", path, json={"decision": "approve"})


def block(staff: Person, version: str = "1.0.0", rule: str = "honesty") -> Any:
    body = {"decision": "block", "reasons": [{"rule": rule, "reason": "it spies"}]}
    return staff.call("POST", f"/v1/reviews/test-lens/{version}", json=body)
