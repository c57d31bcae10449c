"""Ed25519 signatures with whole numbers alone: for a developer's machine, offline.

Signing takes milliseconds and its time depends on the key, so that it belongs where
nobody measures it: at publishing, on the developer's own machine. A server verifies
with a library that is faster.

Source: RFC 8032, sections 5.1 and 6.
"""

import hashlib

__all__ = ["KEY_BYTES", "SIGNATURE_BYTES", "public_key", "sign", "verify"]

KEY_BYTES = 32
SIGNATURE_BYTES = 64

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)

Point = tuple[int, int, int, int]
"""Extended homogeneous coordinates X, Y, Z, T."""


def public_key(secret: bytes) -> bytes:
    """Return the public key, 32 bytes, of the 32 bytes *secret*."""
    scalar, _ = _expand(secret)
    return _pack(_times(scalar, _BASE))


def sign(secret: bytes, message: bytes) -> bytes:
    """Return the signature, 64 bytes, of *message* by the key *secret*."""
    scalar, prefix = _expand(secret)
    public = _pack(_times(scalar, _BASE))
    nonce = _number(prefix + message) % _L
    commitment = _pack(_times(nonce, _BASE))
    challenge = _number(commitment + public + message) % _L
    answer = (nonce + challenge * scalar) % _L
    return commitment + answer.to_bytes(32, "little")


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the key of this public half signed *message*."""
    if len(public) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    key, commitment = _unpack(public), _unpack(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or answer >= _L:
        return False
    challenge = _number(signature[:32] + public + message) % _L
    return _equal(_times(answer, _BASE), _add(commitment, _times(challenge, key)))


def _expand(secret: bytes) -> tuple[int, bytes]:
    if len(secret) != KEY_BYTES:
        raise ValueError(f"a key of {len(secret)} bytes, expected {KEY_BYTES}")
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:32], "little")
    return (scalar & ((1 << 254) - 8)) | (1 << 254), digest[32:]


def _number(data: bytes) -> int:
    return int.from_bytes(hashlib.sha512(data).digest(), "little")


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _equal(one: Point, other: Point) -> bool:
    across = (one[0] * other[2] - other[0] * one[2]) % _P
    along = (one[1] * other[2] - other[1] * one[2]) % _P
    return across == 0 and along == 0


def _pack(point: Point) -> bytes:
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | ((x & 1) << 255)).to_bytes(32, "little")


def _unpack(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    x = _x_of(y, odd)
    return None if x is None else (x, y, 1, x * y % _P)


def _x_of(y: int, odd: int) -> int | None:
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    if square == 0:
        return None if odd else 0
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P:
        return None
    return x if x & 1 == odd else _P - x


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE_X = _x_of(_BASE_Y, 0) or 0
_BASE: Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)
