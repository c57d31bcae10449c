"""The wire between a lens and its host. No I/O, no clock, no threads.

Public API (everything below can be imported from ``pierglass.bridge``)::

    # The sans-I/O connection. Times are milliseconds of a clock that never goes back.
    Connection(side, *, now_ms, epoch="", capabilities=None, limits=None,
               protocol=(1, 1), agent=None)          # side: "lens" | "host"
        .start(now_ms)                               # lens: say hello
        .call(method, params, now_ms, *, deadline_ms=None, credit=None) -> id
                                                     # raises CallError
        .grant(id, credit, now_ms) -> bool           # lens: more items of a stream
        .cancel(id, now_ms) -> [Event]
        .respond(id, value, now_ms) -> bool          # host: False if the call had ended
        .fail(id, CallError, now_ms) -> bool
        .progress(id, now_ms, fraction=None, note=None) -> bool
        .send_item(id, value, now_ms) -> bool        # host: takes one credit
        .credit(id) -> int                           # host: items that may be sent now
        .pause(id, now_ms) / .resume(id, now_ms) -> bool   # while the user decides
        .notify(name, data, now_ms) -> bool
        .set_capability(name, Capability, now_ms)
        .revoke(scopes, now_ms) -> [Event]
        .receive(frame_map, now_ms, *, gesture=False) -> [Event]   # never raises
        .tick(now_ms) -> [Event];  .next_tick_ms() -> int | None
        .close(now_ms, code="closed", message="") / .lost(now_ms) -> [Event]
        .restart(now_ms, epoch="") -> [Event]
        .frames_to_send() -> [frame_map]             # call after every method
        .state .epoch .version .limits .counters .capabilities .pending .handling

    # Events (frozen dataclasses)
    Ready(epoch, version, capabilities)
    CallReceived(id, method, params, consent, credit)   # host: answer it, once
    CallCredited(id, credit)                         # host: a stream may go on
    CallStopped(id, code)                            # host: stop, nobody waits
    CallSettled(id, outcome, value, error)           # lens: the one outcome
    CallProgressed(id, fraction, note)  CallPaused(id)  CallResumed(id)
    CallYielded(id, seq, value)                      # lens: an item of a stream
    Notified(name, data)  CapabilityChanged(name, capability)
    PeerComplained(error)  FrameDropped(reason)  Closed(error)

    # Errors: CallError has code, message, field, retry_after_ms, data, outcome,
    # retryable; CallError.of(code, ...) chooses the class.
    CallCancelledError CallDeniedError CallUnavailableError CallTimedOutError
    CallFailedError CallClosedError
    DecodeError(code, offset)  EncodeError(code, path)  ManifestError(problems)
    LocalProtocolError  RemoteProtocolError

    # Data
    Outcome  CODES  DECODE_CODES  SCOPES  FEATURES  METHODS  NOTIFICATIONS  RECORDS
    DEADLINES_MS  Limits  Counters
    Capability(state, version, limits, reason)  CapabilityState
    host_capabilities(requested, granted, refused=(), *, unsupported=None)
    lens_capabilities()

    # Strict msgpack: one map with string keys
    decode(data, *, max_bytes=65536) -> dict   # raises DecodeError alone
    encode(message, *, max_bytes=65536) -> bytes   # raises EncodeError

    # Manifest
    parse_manifest(json_value) -> Manifest     # raises ManifestError(.problems)
    check_files(manifest, paths)  check_upgrade(published, proposed)

    # Traces
    Trace(head, now_ms)  .launched(launch)  .note(sender, frame, now_ms, gesture=False)
        .lines()         # redacted by policy.TRACE; Redactor().frame(raw) -> map

    # Handles
    HandleTable(new_word, *, ttl_ms, limit)
        .issue(kind, target, now_ms, *, scope=None, ttl_ms=None) -> "hdl_..."
        .resolve(word, kind, now_ms) -> target   # raises CallFailedError(handle_*)
        .revoke(word)  .revoke_scope(scope)  .clear()

How a host drives it: on every frame ``events = c.receive(frame, now, gesture=g)``;
for ``CallReceived`` with ``consent`` call ``pause``, ask the user, ``set_capability``
each to granted or denied, ``resume``, and go on or ``fail`` with ``denied``; send
``frames_to_send()``; set one timer for ``next_tick_ms()``.
"""

from pierglass.bridge.capability import (
    Capability,
    CapabilityState,
    host_capabilities,
    lens_capabilities,
)
from pierglass.bridge.codec import MAX_BYTES, MAX_DEPTH, MAX_INTEGER, decode, encode
from pierglass.bridge.codes import CODES, DECODE_CODES, Code, Outcome
from pierglass.bridge.connection import Connection
from pierglass.bridge.errors import (
    BridgeError,
    CallCancelledError,
    CallClosedError,
    CallDeniedError,
    CallError,
    CallFailedError,
    CallTimedOutError,
    CallUnavailableError,
    DecodeError,
    EncodeError,
    LocalProtocolError,
    ManifestError,
    Problem,
    RemoteProtocolError,
)
from pierglass.bridge.events import (
    CallCredited,
    CallPaused,
    CallProgressed,
    CallReceived,
    CallResumed,
    CallSettled,
    CallStopped,
    CallYielded,
    CapabilityChanged,
    Closed,
    Event,
    FrameDropped,
    Notified,
    PeerComplained,
    Ready,
)
from pierglass.bridge.handle import Handle, HandleTable
from pierglass.bridge.manifest import (
    Manifest,
    ScopeRequest,
    check_files,
    check_upgrade,
    parse_manifest,
)
from pierglass.bridge.policy import (
    DEADLINES_MS,
    FEATURES,
    METHODS,
    NOTIFICATIONS,
    PROTOCOL_MAX,
    PROTOCOL_MIN,
    RECORDS,
    SCOPES,
    Method,
    Notification,
    Param,
    Scope,
)
from pierglass.bridge.session import Side, State
from pierglass.bridge.trace import Redactor, Trace
from pierglass.bridge.weight import weigh
from pierglass.bridge.wire import Counters, Limits

__all__ = [
    "CODES",
    "DEADLINES_MS",
    "DECODE_CODES",
    "FEATURES",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_INTEGER",
    "METHODS",
    "NOTIFICATIONS",
    "PROTOCOL_MAX",
    "PROTOCOL_MIN",
    "RECORDS",
    "SCOPES",
    "BridgeError",
    "CallCancelledError",
    "CallClosedError",
    "CallCredited",
    "CallDeniedError",
    "CallError",
    "CallFailedError",
    "CallPaused",
    "CallProgressed",
    "CallReceived",
    "CallResumed",
    "CallSettled",
    "CallStopped",
    "CallTimedOutError",
    "CallUnavailableError",
    "CallYielded",
    "Capability",
    "CapabilityChanged",
    "CapabilityState",
    "Closed",
    "Code",
    "Connection",
    "Counters",
    "DecodeError",
    "EncodeError",
    "Event",
    "FrameDropped",
    "Handle",
    "HandleTable",
    "Limits",
    "LocalProtocolError",
    "Manifest",
    "ManifestError",
    "Method",
    "Notification",
    "Notified",
    "Outcome",
    "Param",
    "PeerComplained",
    "Problem",
    "Ready",
    "Redactor",
    "RemoteProtocolError",
    "Scope",
    "ScopeRequest",
    "Side",
    "State",
    "Trace",
    "check_files",
    "check_upgrade",
    "decode",
    "encode",
    "host_capabilities",
    "lens_capabilities",
    "parse_manifest",
    "weigh",
]
