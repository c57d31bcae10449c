"""Names by which one client alone knows people.

Two clients that compare what they hold cannot tell that it is one person. A name stays
the same for as long as the installation's key does.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode

__all__ = ["SUBJECT", "subject_of"]

SUBJECT = r"sub_[A-Za-z0-9_-]{22}"
"""What such a name looks like."""


def subject_of(key: bytes, client_id: str, account_id: str) -> str:
    """Return the name by which *client_id* alone knows *account_id*.

    Args:
        key: The installation's key.
        client_id: The lens, or another client.
        account_id: The person.
    """
    message = f"subject\0{client_id}\0{account_id}".encode()
    mac = hmac.new(key, message, hashlib.sha256).digest()
    return f"sub_{urlsafe_b64encode(mac[:16]).rstrip(b'=').decode()}"
