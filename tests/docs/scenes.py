"""How a user plays with each JavaScript of the documents, and what must come of it.

A comment above the block names its scene: `scene=NAME`. A block without one is opened
with every permission and must come to its end without a fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pierglass.bridge import SCOPES
from pierglass.client.launch import Launch
from pierglass.client.live import LiveFrame

if TYPE_CHECKING:
    from tests.docs.lens_page import Scene, Theatre

__all__ = ["SCENES", "opens"]

JPEG = b"\xff\xd8\xff a photo"
IN_CHAT = Launch(conversation_id="cnv_ben")


async def opens(theatre: Theatre) -> None:
    """It opens, whatever it asks for."""
    await theatre.open(*(name for name, one in SCOPES.items() if not one.sensitive))


async def one_scope(theatre: Theatre) -> None:
    """Switched off on the sheet; asked for at the first tap, given, then taken back."""
    await theatre.open("user.display_name", granted=())
    assert not theatre.user.asked
    await theatre.tap("#go")
    await theatre.shows("#status", "Hello, Ana")
    assert [kind for kind, _ in theatre.user.asked] == ["consent"]
    theatre.session.revoke(["user.display_name"])
    await theatre.page.until(theatre.hidden("#go"))


async def photo(theatre: Theatre) -> None:
    """Picker closed, then a photo chosen, tried on, snapped and posted."""
    theatre.api.catalogue = ("hat-straw",)
    theatre.user.photo = None
    await theatre.open("items.read", "camera.tryon", "story.share")
    await theatre.tap("#go")
    await theatre.until(lambda: len(theatre.user.asked) == 1)
    theatre.user.photo = JPEG
    await theatre.tap("#go")
    await theatre.shows("#status", "hat straw")
    await theatre.tap("#send")
    await theatre.shows("#status", "It is in your story.")
    assert len(theatre.session.stage.snaps) == 1


async def live(theatre: Theatre) -> None:
    """The second tap comes while the first item is still being fetched."""
    await theatre.open("items.read", "camera.tryon")
    finder = theatre.hold_try_ons()
    await theatre.tap("#go")
    await theatre.until(lambda: finder.asked == ["glasses-round-gold"])
    await theatre.tap("#go")
    await theatre.until(lambda: finder.given_up == ["glasses-round-gold"])
    finder.let_go()
    await theatre.shows("#status", "hat straw")
    finder.show(LiveFrame(2, b"", False, "no_person", 0.0, 0, "hat-straw"))
    await theatre.shows("#status", "Step into the picture.")


async def search(theatre: Theatre) -> None:
    """A photo and a word; what is found is tried on by a tap."""
    theatre.user.photo = JPEG
    await theatre.open("search", "camera.tryon", "items.read")
    await theatre.page.do(fill=["#note", "gold"])
    await theatre.tap("#go")
    await theatre.shows("#list", "glasses round gold (photo)")
    await theatre.shows("#status", "generated")
    assert theatre.api.times("search") == 1


async def card(theatre: Theatre) -> None:
    """Opened by a friend's card; sent on; opened again by another card."""
    launch = Launch("card", "hat-straw", {"note": "For the wedding?"})
    page = await theatre.open("items.read", "camera.tryon", "chat.share", launch=launch)
    await theatre.shows("#status", "hat straw")
    assert (await page.ask(read="#note"))["value"] == "For the wedding?"
    await theatre.tap("#send")
    await theatre.shows("#status", "Sent.")
    (sent,) = theatre.cards
    assert (sent["item_id"], sent["state"]) == (
        "hat-straw",
        {"note": "For the wedding?"},
    )
    theatre.session.relaunch(Launch("card", "glasses-round-gold"))
    await theatre.shows("#status", "glasses round gold")
    theatre.user.chat = None
    await theatre.tap("#send")
    await theatre.until(lambda: len(theatre.user.asked) == 2)
    assert len(theatre.cards) == 1


async def keep(theatre: Theatre) -> None:
    """Kept, then overtaken by another page, then kept again."""
    page = await theatre.open()
    await theatre.shows("#status", "Nothing yet")
    await page.do(fill=["#note", "hat-straw"])
    await theatre.tap("#send")
    await theatre.shows("#status", "hat-straw")
    account = theatre.api.place(None)
    account.set("favourite", {"item_id": "top-linen"}, None)
    await page.do(fill=["#note", "skirt-denim"])
    await theatre.tap("#send")
    await theatre.shows("#status", "top-linen")
    await theatre.tap("#send")
    await theatre.shows("#status", "skirt-denim")
    assert account.get("favourite")["version"] == 3


async def vote(theatre: Theatre) -> None:
    """Ana votes; Ben's vote comes from his own phone."""
    await theatre.open("items.read", "user.display_name", launch=IN_CHAT)
    await theatre.shows("#list", "glasses round gold: 0")
    await theatre.tap("#go")
    await theatre.shows("#list", "glasses round gold: 1")
    chat = theatre.api.place("cnv_ben")
    chat.set("vote.Ben", {"item_id": "hat-straw"}, None)
    told = {"client_id": "fitting-room", "conversation_id": "cnv_ben"}
    theatre.session.storage_changed({**told, "key": "vote.Ben", "version": 1})
    await theatre.shows("#list", "hat straw: 1")
    assert chat.get("vote.Ana")["value"] == {"item_id": "glasses-round-gold"}


async def tell(theatre: Theatre) -> None:
    """In a chat, with the permission."""
    await theatre.open("notify", launch=IN_CHAT)
    await theatre.tap("#go")
    await theatre.shows("#status", "They know.")
    assert theatre.api.times("notify") == 1


async def invite(theatre: Theatre) -> None:
    """From the tray, to a chat."""
    await theatre.open("chat.share")
    await theatre.shows("#status", "Play with friends?")
    await theatre.tap("#go")
    await theatre.shows("#status", "Invited.")
    (sent,) = theatre.cards
    assert (sent["invite"], sent["state"]) == (True, {"round": 1})
    assert theatre.session.stage.launch.conversation_id == "cnv_ben"


async def look(theatre: Theatre) -> None:
    """A phone that speaks Austrian German turns dark."""
    page = await theatre.open()
    edges = {"top": 0, "right": 0, "bottom": 34, "left": 0}
    theatre.session.show({"scheme": "dark", "locale": "de-AT", "safe_area": edges})
    await theatre.shows("#status", "Was steht dir?")
    style = (await page.ask(read="html"))["style"]
    assert style["colorScheme"] == "dark"
    assert style["--pierglass-safe-bottom"] == "34px"


async def old_host(theatre: Theatre) -> None:
    """Protocol 1 has no streams, and this host no chat."""
    await theatre.open(
        "items.read",
        "camera.tryon",
        "chat.share",
        protocol=(1, 1),
        unsupported={"chat.share": "this host is older"},
    )
    assert (await theatre.page.ask(read="#send"))["hidden"]
    await theatre.tap("#go")
    await theatre.shows("#status", "Told of changes alone.")
    theatre.session.notify_tryon({"placed": False, "hidden_share": 0.0})
    await theatre.shows("#status", "lost")


async def revoked(theatre: Theatre) -> None:
    """Taken back in the middle."""
    await theatre.open("items.read", "camera.tryon")
    await theatre.shows("#status", "glasses round gold")
    theatre.session.revoke(["camera.tryon"])
    await theatre.shows("#status", "The camera is off.")
    assert (await theatre.page.ask(read="#mirror"))["hidden"]


async def friends(theatre: Theatre) -> None:
    """Asked at the tap; one is chosen; then the user takes the permission back."""
    theatre.api.friends = ["Cleo", "Ben"]
    page = await theatre.open("user.friends", granted=())
    await theatre.tap("#go")
    await theatre.shows("#list", "Ben\nCleo")
    await theatre.shows("#status", "For whom is it?")
    assert [kind for kind, _ in theatre.user.asked] == ["consent"]
    await theatre.tap("#list 0")
    await theatre.shows("#status", "A gift for Ben")
    account = theatre.api.place(None)
    assert account.get("gift-for")["value"]["id"].startswith("sub_")
    theatre.session.revoke(["user.friends"])
    await theatre.page.until(theatre.hidden("#go"))
    await theatre.until(lambda: account.get("gift-for")["value"] is None)
    assert await page.text("#list") == ""


async def shop(theatre: Theatre) -> None:
    """One of two has a shop; the user stays, then leaves."""
    theatre.api.shops = {"hat-straw": "https://shop.example/straw"}
    theatre.user.visits = False
    await theatre.open("items.read")
    await theatre.tap("#go")
    await theatre.until(lambda: len(theatre.user.asked) == 1)
    theatre.user.visits = True
    await theatre.tap("#go")
    await theatre.shows("#status", "Atelier Lune is open")
    assert theatre.session.stage.shops == ["https://shop.example/straw"]


async def sign_in(theatre: Theatre) -> None:
    """The lens's server is played by the test; the user says no, then yes."""
    request = {
        "client_id": "fitting-room",
        "redirect_uri": "https://shop.example/callback",
        "scope": "items.read",
        "state": "a-state-that-is-kept",
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
    }
    greeting = {"greeting": "Hello, Ana"}
    page = await theatre.open("items.read")
    await page.do(serve={"/begin": request, "/finish": greeting})
    theatre.user.authorizes = False
    await theatre.tap("#go")
    await theatre.shows("#status", "Another time, then.")
    theatre.user.authorizes = True
    await theatre.tap("#go")
    await theatre.shows("#status", "Hello, Ana")
    (sent,) = [one["body"] for one in page.fetched if one["path"] == "/finish"]
    assert sent["code"] == "the-code"


SCENES: dict[str, Scene] = {
    "card": card,
    "friends": friends,
    "invite": invite,
    "keep": keep,
    "live": live,
    "look": look,
    "old_host": old_host,
    "one_scope": one_scope,
    "photo": photo,
    "revoked": revoked,
    "search": search,
    "shop": shop,
    "sign_in": sign_in,
    "tell": tell,
    "vote": vote,
}
