"""The OAuth 2 authorization server, on Authlib's framework-independent core.

One module a part of the specification. Nothing here knows Flask: requests come in
as :class:`~pierglass.server.oauth.requests.FormRequest`, responses leave as a status,
headers and a body. What is written to the store is written by
:mod:`~pierglass.server.oauth.redemption`, in one transaction a request: a code or a
refresh token is claimed before anything is issued for it.
"""
