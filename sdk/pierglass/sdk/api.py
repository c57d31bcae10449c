"""Clients for the API over HTTP: asynchronous and blocking, with typed errors."""

from pierglass.client.api import AsyncApi
from pierglass.client.call import Call
from pierglass.client.retry import BackOff, Retry
from pierglass.client.sync import Api
from pierglass.client.tokens import Tokens

__all__ = ["Api", "AsyncApi", "BackOff", "Call", "Retry", "Tokens"]
