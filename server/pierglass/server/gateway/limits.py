"""What one client may use of the gateway."""

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True)
class Limits:
    """Bounds; tests hand in smaller ones."""

    frame_bytes: int = 64 * 1024
    live_frame_bytes: int = 512 * 1024
    buffer_bytes: int = 1024 * 1024
    """Unsent bytes of one client; past it the client is cut off."""
    stall_s: float = 10.0
    """How long unsent bytes may stay without any progress."""
    fragment_s: float = 10.0
    """How long a message may take to arrive in fragments."""
    identify_s: float = 10.0
    identify_bytes: int = 4096
    """What a client may send before it is known."""
    heartbeat_s: int = 30
    ops_per_s: float = 50.0
    ops_burst: float = 100.0
    refusals: int = 100
    """Operations refused as ``rate_limited`` in a minute, before the end."""
    errors: int = 10
    """Malformed operations in a minute, before the end."""
    control_per_s: float = 20.0
    control_burst: float = 200.0
    """Pings, pongs and fragments."""
    frames_per_s: float = 60.0
    """Live frames; newer ones replace what is over."""
    connections_per_address: int = 8192
    unknown_per_address: int = 256
    """Connections from one address that have not identified themselves."""
    sessions_per_account: int = 20
    recheck_s: float = 60.0
    """How often a connected token and inbox are checked without a reason."""
    expiring_s: float = 120.0
    """How long before its token's end a client is told."""
    report_s: float = 5.0
    """How often the api process is told what happens here, for its metrics."""
    page: int = 200
    """Events in one fetch."""
