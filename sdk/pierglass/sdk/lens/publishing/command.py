"""The commands of publishers and of the platform's staff."""

from __future__ import annotations

import base64
import contextlib
import getpass
import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pierglass.bridge.ed25519 import KEY_BYTES
from pierglass.bridge.package import is_legal_path
from pierglass.sdk.errors import PierglassError
from pierglass.sdk.lens.folder import read_folder
from pierglass.sdk.lens.lint import review
from pierglass.sdk.lens.publishing.key_file import default_path, make_key, read_key
from pierglass.sdk.lens.publishing.sending import contents, enter, publish, rotate
from pierglass.sdk.lens.publishing.telling import outcome, status, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pierglass.client.sync import Api
    from pierglass.sdk.lens.folder import LensFolder
    from pierglass.sdk.lens.publishing.key_file import KeyFile

__all__ = ["add_commands"]

_LOCAL = "http://127.0.0.1:8700"


def add_commands(add: Any) -> None:
    """Add the commands.

    Args:
        add: `add(name, about, run)` makes a command's parser and returns it.
    """
    _add_publish(add)
    _add_key(add)
    _add_versions(add)
    _add_staff(add)


def tell(lens: LensFolder, verdict: Any) -> None:
    """Print a verdict, and the word that it comes to."""
    for line in verdict.lines():
        print(line)
    word = "accepted" if verdict.accepted else "refused"
    print(f"{lens.manifest.get('id', lens.root.name)}: {word}")


def _add_publish(add: Any) -> None:
    parser = add("publish", "review the lens, sign it and publish it", _publish)
    about = "the lens (the folder that you are in)"
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path(), metavar="DIR", help=about
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be sent; send nothing"
    )
    parser.add_argument(
        "--percent",
        type=_percent,
        default=100,
        metavar="N",
        help="the share of accounts that get it once it is approved (100)",
    )
    _add_account(parser)
    _add_key_option(parser)
    parser.add_argument("--sign-up", action="store_true", help="make the account first")


def _add_key(add: Any) -> None:
    parser = add("key", "make, show or rotate the key that signs your lenses", _key)
    parser.add_argument("what", choices=("new", "show", "rotate"))
    _add_account(parser)
    _add_key_option(parser)


def _add_versions(add: Any) -> None:
    parser = add("status", "what became of each version of a lens of yours", _status)
    parser.add_argument("lens", metavar="NAME", help="its id")
    _add_account(parser)
    about = "which share of accounts gets a version; 0 takes it back to the one before"
    parser = add("rollout", about, _rollout)
    parser.add_argument("lens", metavar="NAME", help="its id")
    parser.add_argument("--percent", type=_percent, required=True, metavar="N")
    parser.add_argument("--version", metavar="V", help="the newest unless it is said")
    _add_account(parser)
    about = "take a version, or the whole lens, back at once and for good"
    parser = add("withdraw", about, _withdraw)
    parser.add_argument("lens", metavar="NAME", help="its id")
    parser.add_argument("--version", metavar="V", help="all of them unless it is said")
    parser.add_argument(
        "--reason", required=True, metavar="TEXT", help="people read it on its cards"
    )
    _add_account(parser)


def _add_staff(add: Any) -> None:
    about = "for the platform's staff: what waits; read, approve or block a version"
    parser = add("review", about, _review)
    parser.add_argument("lens", nargs="?", metavar="NAME", help="its id")
    parser.add_argument("version", nargs="?", metavar="VERSION")
    parser.add_argument("--save", type=Path, metavar="DIR", help="write its files")
    parser.add_argument("--approve", action="store_true")
    parser.add_argument("--block", action="store_true")
    parser.add_argument(
        "--reason",
        action="append",
        default=[],
        type=_reason,
        metavar="RULE=TEXT",
        help="why it is blocked; may be given again",
    )
    _add_account(parser)
    about = "for the platform's staff: block a publisher, or take a lost key away"
    parser = add("publisher", about, _publisher)
    parser.add_argument("account", metavar="ACCOUNT", help="its id, usr_…")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--block", metavar="REASON")
    what.add_argument("--unblock", action="store_true")
    what.add_argument("--reset-key", action="store_true")
    _add_account(parser)


def _add_account(parser: Any) -> None:
    parser.add_argument("--origin", default=_LOCAL, help=f"the platform ({_LOCAL})")
    parser.add_argument("--username", help="your account")
    parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help="asked for when absent"
    )


def _add_key_option(parser: Any) -> None:
    parser.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="your key (~/.config/pierglass/publisher.pem)",
    )


def _publish(arguments: Any) -> int:
    lens = read_folder(arguments.folder)
    verdict = review(lens)
    if not verdict.accepted or arguments.dry_run:
        tell(lens, verdict)
    if not verdict.accepted:
        return 1
    print("\n".join(contents(lens)))
    if arguments.dry_run:
        print(f"Nothing was sent. Without --dry-run it goes to {arguments.origin}.")
        return 0
    key = _key_if_any(arguments.key)
    with _entered(arguments, sign_up=arguments.sign_up) as api:
        submitted = publish(api, lens, key, arguments.percent)
    print(outcome(submitted))
    return 0


def _key(arguments: Any) -> int:
    path = arguments.key or default_path()
    if arguments.what == "new":
        key = make_key(path, secrets.token_bytes(KEY_BYTES))
        print(f"{path} is your key, {key.id}. Whoever has it and your account")
        print("publishes in your name; keep a copy where nobody else comes.")
        return 0
    key = read_key(path)
    if arguments.what == "rotate":
        with _entered(arguments) as api:
            key = rotate(api, key, secrets.token_bytes(KEY_BYTES))
        print(f"The old key signs nothing new; it lies in {path.with_suffix('.old')}.")
    print(f"{path} {key.id}")
    return 0


def _status(arguments: Any) -> int:
    with _entered(arguments) as api:
        history = api.lens_history(arguments.lens)
    for line in status(history["releases"]):
        print(line)
    return 0


def _rollout(arguments: Any) -> int:
    with _entered(arguments) as api:
        release = api.roll_out(arguments.lens, arguments.percent, arguments.version)
    for line in status([release]):
        print(line)
    return 0


def _withdraw(arguments: Any) -> int:
    with _entered(arguments) as api:
        ended = api.withdraw_lens(arguments.lens, arguments.reason, arguments.version)
    for line in status(ended):
        print(line)
    return 0


def _review(arguments: Any) -> int:
    if arguments.approve and arguments.block:
        raise PierglassError("Say --approve or --block, not both.")
    if (arguments.lens is None) != (arguments.version is None):
        raise PierglassError("Say which: pierglass lens review NAME VERSION.")
    with _entered(arguments) as api:
        if arguments.lens is None:
            for line in waiting(api.reviews()):
                print(line)
            return 0
        which = (arguments.lens, arguments.version)
        if arguments.save is not None:
            _save(api, which, arguments.save)
        if arguments.approve or arguments.block:
            decision = "approve" if arguments.approve else "block"
            release = api.decide_review(*which, decision, arguments.reason)
        else:
            release = api.reviewed_package(*which)["release"]
    for line in status([release]):
        print(line)
    return 0


def _publisher(arguments: Any) -> int:
    with _entered(arguments) as api:
        if arguments.block is not None:
            api.block_publisher(arguments.account, arguments.block)
        elif arguments.unblock:
            api.unblock_publisher(arguments.account)
        else:
            api.reset_publisher_key(arguments.account)
    print(f"{arguments.account}: done.")
    return 0


def _save(api: Api, which: tuple[str, str], folder: Path) -> None:
    package = api.reviewed_package(*which)
    folder.mkdir(parents=True)
    for path, content in package["files"].items():
        # The platform checked the names; whoever reviews need not trust it.
        if not is_legal_path(path):
            raise PierglassError(f"{path!r} is no name of a lens's file; nothing more.")
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(content))
    text = json.dumps(package["manifest"], indent=2, ensure_ascii=False)
    (folder / "manifest.json").write_text(text, "utf-8")
    print(f"{folder} holds it; its publisher is {package['publisher_id']}.")


@contextlib.contextmanager
def _entered(arguments: Any, *, sign_up: bool = False) -> Iterator[Api]:
    from pierglass.sdk.api import Api

    if not arguments.username:
        raise PierglassError("Say who you are: --username NAME (and --sign-up once).")
    password = _password(arguments.password_file)
    with Api(arguments.origin) as api:
        enter(api, arguments.username, password, sign_up=sign_up)
        yield api


def _key_if_any(path: Path | None) -> KeyFile | None:
    if path is None and not default_path().exists():
        return None
    return read_key(path or default_path())


def _password(path: Path | None) -> str:
    if path is None:
        return getpass.getpass("Password: ")
    try:
        return path.read_text("utf-8").strip()
    except OSError as exc:
        raise PierglassError(f"{path} cannot be read: {exc.strerror}.") from exc


def _percent(text: str) -> int:
    if not text.isdigit() or int(text) > 100:
        raise ValueError(f"{text!r} is no percentage")
    return int(text)


def _reason(text: str) -> dict[str, str]:
    rule, equals, reason = text.partition("=")
    if not equals:
        raise ValueError(f"{text!r} is not RULE=TEXT")
    return {"rule": rule, "reason": reason}
