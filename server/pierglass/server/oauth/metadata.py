"""Authorization server metadata: one fixed document.

Source: RFC 8414 section 2; RFC 9207 section 3.
"""

from collections.abc import Iterable

from pierglass.server.services.proofs import ALGORITHMS

__all__ = ["AUTHORIZATION_PATH", "INTROSPECTION_PATH", "METADATA_PATH"]
__all__ += ["REVOCATION_PATH", "TOKEN_PATH", "server_metadata"]

METADATA_PATH = "/.well-known/oauth-authorization-server"
AUTHORIZATION_PATH = "/oauth/authorize"
TOKEN_PATH = "/oauth/token"  # noqa: S105 - a path
REVOCATION_PATH = "/oauth/revoke"
INTROSPECTION_PATH = "/oauth/introspect"

AUTH_METHODS = ["none", "client_secret_basic", "client_secret_post"]


def server_metadata(issuer: str, scopes: Iterable[str]) -> dict[str, object]:
    """Return the metadata of the server at *issuer*.

    Args:
        issuer: The public origin, from settings; never from a request's Host.
        scopes: Every scope that some client may ask for.
    """
    return {
        "issuer": issuer,
        "authorization_endpoint": issuer + AUTHORIZATION_PATH,
        "token_endpoint": issuer + TOKEN_PATH,
        "revocation_endpoint": issuer + REVOCATION_PATH,
        "introspection_endpoint": issuer + INTROSPECTION_PATH,
        "scopes_supported": sorted(scopes),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": AUTH_METHODS,
        "revocation_endpoint_auth_methods_supported": AUTH_METHODS,
        "introspection_endpoint_auth_methods_supported": AUTH_METHODS,
        "authorization_response_iss_parameter_supported": True,
        "dpop_signing_alg_values_supported": list(ALGORITHMS),
    }
