"""Signatures: the RFC's own vectors, and another implementation beside ours."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pierglass.bridge import ed25519

# RFC 8032, 7.1: secret, public, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_rfc(secret, public, message, signature):
    key, text = bytes.fromhex(secret), bytes.fromhex(message)
    assert ed25519.public_key(key).hex() == public
    assert ed25519.sign(key, text).hex() == signature
    assert ed25519.verify(bytes.fromhex(public), text, bytes.fromhex(signature))


@pytest.mark.parametrize("seed", range(4))
def test_another_implementation_signs_alike_and_verifies(seed):
    secret, message = bytes([seed]) * 32, b"m" * seed
    theirs = Ed25519PrivateKey.from_private_bytes(secret)
    ours = ed25519.sign(secret, message)
    assert theirs.sign(message) == ours
    theirs.public_key().verify(ours, message)


def test_a_changed_message_signature_or_key_does_not_verify():
    secret = b"k" * 32
    public, signature = ed25519.public_key(secret), ed25519.sign(secret, b"text")
    assert not ed25519.verify(public, b"texs", signature)
    assert not ed25519.verify(ed25519.public_key(b"o" * 32), b"text", signature)
    for at in (0, 31, 32, 63):
        changed = bytearray(signature)
        changed[at] ^= 1
        assert not ed25519.verify(public, b"text", bytes(changed))


def test_a_second_form_of_a_signature_does_not_verify():
    # S + L is the same number to careless arithmetic (RFC 8032, 5.1.7).
    secret = b"k" * 32
    signature = ed25519.sign(secret, b"text")
    order = 2**252 + 27742317777372353535851937790883648493
    more = int.from_bytes(signature[32:], "little") + order
    twisted = signature[:32] + more.to_bytes(32, "little")
    assert not ed25519.verify(ed25519.public_key(secret), b"text", twisted)


@pytest.mark.parametrize("public", [b"", b"\xff" * 32, b"\x02" + b"\0" * 31])
def test_bytes_that_are_no_point_verify_nothing(public):
    assert not ed25519.verify(public, b"text", b"\0" * 64)


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="expected 32"):
        ed25519.sign(b"short", b"text")
