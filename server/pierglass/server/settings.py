"""The server's settings: one frozen value, built once from the environment."""

import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

__all__ = ["Settings", "SettingsError", "environment", "resource_folder"]

PREFIX = "PIERGLASS_"
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class SettingsError(Exception):
    """A setting, or two together, that the server cannot start with."""


@dataclass(frozen=True)
class Settings:
    """What an operator can set; every field is ``PIERGLASS_`` + its upper case.

    Origins and URLs left empty follow from host and ports, so that ephemeral
    ports resolve with :meth:`at_ports`.
    """

    data_dir: Path = Path("var")
    """Folder of the database, blobs, sockets and the server's key."""
    host: str = "127.0.0.1"
    port: int = 8700
    """Port of API and page; 0 is resolved by the supervisor."""
    gateway_port: int = 8701
    live_port: int = 8702
    public_origin: str = ""
    lens_origin: str = ""
    """Origin of lens files; its host differs from the public one."""
    gateway_url: str = ""
    live_url: str = ""
    database_url: str = ""
    """SQLite in ``data_dir`` when empty."""
    vectors_url: str = ""
    """The vector index: the database itself when empty, or ``postgresql://…`` with
    pgvector."""
    search_generated: str = "auto"
    """Whether a search looks with a generated picture too: ``on``, ``off``, or
    ``auto`` for what the generator's card says."""
    augment_workers: int = 1
    """Model processes."""
    api_threads: int = 16
    """Requests that the API works on at one time."""
    body_grace_s: int = 10
    """What a request's body gets before it must keep the pace."""
    body_bytes_per_s: int = 64 * 1024
    """The pace that a body keeps on the average; a slower one ends in a 408."""
    body_room_mib: int = 96
    """What the large bodies on their way may hold together."""
    webhook_hosts: str = ""
    """Hosts, by commas, that webhooks reach although they are private or plain."""
    lens_review: str = "verdict"
    """Who approves a version of a lens: the review's ``verdict`` alone, or a ``person``
    of the staff after it; then every version must be signed too."""
    lens_development: str = "off"
    """``on`` lets a lens's page reach a server on this machine over plain http; only on
    a server that nobody else reaches."""
    staff: str = ""
    """Ids of accounts, by commas, that review lenses and block publishers."""
    page: str = "pierglass.client:web"
    """Resource that holds the web page."""
    sdk: str = "pierglass.sdk:js"
    """Resource that holds the JavaScript SDK."""
    items: str = "pierglass.vision:items"
    """Resource that holds the AR items; ``data_dir/items`` is read as well."""
    weights: str = "pierglass.vision:weights"
    """Resource that holds the trained models."""

    def __post_init__(self) -> None:
        if urlsplit(self.public()).netloc == urlsplit(self.lenses()).netloc:
            raise SettingsError(
                f"PIERGLASS_LENS_ORIGIN and PIERGLASS_PUBLIC_ORIGIN are both "
                f"{self.public()}; lens files need a host of their own"
            )
        if not self.database().startswith("sqlite:"):
            raise SettingsError(
                f"PIERGLASS_DATABASE_URL is {self.database_url}; this version "
                f"stores in SQLite: use sqlite:///path or leave it empty"
            )
        if self.vectors_url and not self.vectors_url.startswith("postgresql://"):
            raise SettingsError(
                f"PIERGLASS_VECTORS_URL is {self.vectors_url.partition(':')[0]}:…; "
                f"expected postgresql://… of a database with pgvector, or nothing"
            )
        if self.search_generated not in {"on", "off", "auto"}:
            raise SettingsError(
                f"PIERGLASS_SEARCH_GENERATED is {self.search_generated!r}; "
                f"expected on, off or auto"
            )
        if self.lens_review not in {"verdict", "person"}:
            raise SettingsError(
                f"PIERGLASS_LENS_REVIEW is {self.lens_review!r}; "
                f"expected verdict or person"
            )
        self._check_development()
        if self.augment_workers < 0 or self.api_threads < 1:
            raise SettingsError(
                "PIERGLASS_AUGMENT_WORKERS must be 0 or more and "
                "PIERGLASS_API_THREADS 1 or more"
            )

        if min(self.body_grace_s, self.body_bytes_per_s, self.body_room_mib) < 1:
            raise SettingsError(
                "PIERGLASS_BODY_GRACE_S, PIERGLASS_BODY_BYTES_PER_S and "
                "PIERGLASS_BODY_ROOM_MIB must be 1 or more"
            )

    def _check_development(self) -> None:
        if self.lens_development not in {"on", "off"}:
            raise SettingsError(
                f"PIERGLASS_LENS_DEVELOPMENT is {self.lens_development!r}; "
                f"expected on or off"
            )
        hosts = {self.host, _host(self.public()), _host(self.lenses())}
        if self.develops_lenses and not hosts <= _LOOPBACK:
            raise SettingsError(
                f"PIERGLASS_LENS_DEVELOPMENT is on, and the server is reached at "
                f"{', '.join(sorted(hosts - _LOOPBACK))}; it is for loopback alone"
            )

    @property
    def develops_lenses(self) -> bool:
        """Whether lenses may reach servers on this machine."""
        return self.lens_development == "on"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Return the settings that *environ* names; the rest keep defaults.

        Raises:
            SettingsError: If a value cannot be used; it names the setting.
        """
        values: dict[str, object] = {}
        for name, field in cls.__dataclass_fields__.items():
            text = environ.get(PREFIX + name.upper())
            if text is not None and text != "":
                values[name] = _read(name, str(field.type), text)
        return cls(**values)  # type: ignore[arg-type]

    def environment(self) -> dict[str, str]:
        """Return the variables from which a child process reads these settings."""
        return {
            PREFIX + name.upper(): str(getattr(self, name))
            for name in self.__dataclass_fields__
            if str(getattr(self, name)) != ""
        }

    def at_ports(self, port: int, gateway_port: int, live_port: int) -> "Settings":
        """Return these settings with the ports that were really bound."""
        return replace(self, port=port, gateway_port=gateway_port, live_port=live_port)

    def public(self) -> str:
        """Return the origin of API and page."""
        return self.public_origin or f"http://{_bracket(self.host)}:{self.port}"

    def lenses(self) -> str:
        """Return the origin of lens files and item pictures."""
        return self.lens_origin or f"http://localhost:{self.port}"

    def gateway(self) -> str:
        """Return the URL of the chat gateway."""
        url = f"ws://{_bracket(self.host)}:{self.gateway_port}/gateway"
        return self.gateway_url or url

    def live(self) -> str:
        """Return the URL of the live-frame socket."""
        return self.live_url or f"ws://{_bracket(self.host)}:{self.live_port}/live"

    def database(self) -> str:
        """Return the database URL."""
        return self.database_url or f"sqlite:///{self.data_dir / 'pierglass.db'}"


def environment() -> dict[str, str]:
    """Return a copy of this process's environment."""
    return dict(os.environ)


def resource_folder(name: str) -> Path | None:
    """Return the folder that a resource name ``package:path`` stands for.

    The package is found and not imported: the server runs no code of the
    packages whose files it serves.

    Returns:
        The folder, or None if the package or the folder is not installed.
    """
    package, _, path = name.partition(":")
    if not package:
        return None
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / path
    return folder if folder.is_dir() else None


def _read(name: str, kind: str, text: str) -> object:
    if "Path" in kind:
        return Path(text)
    if "int" in kind:
        if not text.isascii() or not text.isdigit():
            raise SettingsError(
                f"{PREFIX}{name.upper()} is {text!r}; expected a number"
            )
        return int(text)
    return text


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host
