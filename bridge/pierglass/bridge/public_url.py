"""Whether an address leads to the open Internet, by its text: nothing is looked up.

Source: OWASP, Server-Side Request Forgery Prevention.
"""

import ipaddress
from urllib.parse import urlsplit

__all__ = ["why_not_public", "why_not_public_address"]

# Networks that carry an IPv4 address inside an IPv6 one.
_CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))

_LOCAL_NAMES = (".localhost", ".local", ".internal")


def why_not_public(url: str) -> str | None:
    """Return why nothing can ever be sent to *url*; None if something may.

    A name is judged by its ending alone: what it stands for is for when it is sent to.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https":
        return "only https is sent to"
    try:
        return why_not_public_address(ipaddress.ip_address(host))
    except ValueError:
        if host == "localhost" or host.endswith(_LOCAL_NAMES):
            return f"{host} is a name of this machine or network"
        return None


def why_not_public_address(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> str | None:
    """Return why *address* is none of the open Internet's; None if it is one."""
    inner = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    carried = any(address in network for network in _CARRIERS)
    judged = inner or address
    if carried or not judged.is_global or judged.is_multicast:
        return f"{address} is not an address of the open Internet"
    return None
