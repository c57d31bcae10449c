"""Searches that cannot be made, and models that are not there."""

from pierglass.server.errors.base import LocalError, RemoteError

__all__ = [
    "ModelMissingError",
    "NoGarmentError",
    "SearchError",
    "SearchNoPersonError",
    "SearchNotReadyError",
]


class SearchError(RemoteError):
    """A photo in which there is nothing to look for."""

    code = "search.failed"
    http_status = 422
    template = "This photo cannot be searched with: {reason}."


class SearchNoPersonError(SearchError):
    """The photo shows nobody: a dog, a landscape."""

    code = "search.no_person"
    template = (
        "No person was found in the photo. Choose one that shows somebody wearing it."
    )


class NoGarmentError(SearchError):
    """Somebody is there, who wears nothing of the kind."""

    code = "search.no_garment"
    template = (
        "Found no {kind} on the person, but {seen}. Choose another photo, or name "
        "another kind."
    )


class ModelMissingError(LocalError):
    """A trained model that this installation does not have."""

    code = "model_missing"
    http_status = 503
    template = (
        "The trained model {name!r} is not installed here. Install a release that has "
        "its weights, or run: pierglass train {name}."
    )


class SearchNotReadyError(LocalError):
    """The catalogue's pictures are not all looked at yet."""

    code = "search.not_ready"
    http_status = 503
    retryable = True
    template = (
        "The catalogue is being read for photo search, {done} of {total} items are "
        "done. Try again soon; a search by keywords alone works now."
    )
