"""The main job, headless: Ana tries things on, asks Ben; Ben stands where she stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pierglass.bridge import CallError
from pierglass.client.applet import connect_applet
from pierglass.client.camera import PhotoCamera
from pierglass.client.errors import PierglassError
from pierglass.client.host.listener import LensListener
from pierglass.client.ids import new_id
from pierglass.client.user import ConsentSheet, ScriptedUser

if TYPE_CHECKING:
    from pierglass.client.applet import Applet
    from pierglass.client.demo.seed import Seeded
    from pierglass.client.demo.transcript import Transcript
    from pierglass.client.host.session import HostSession
    from pierglass.client.records import Item, Message

__all__ = ["DemoFailedError", "MainJob"]

LENS = "fitting-room"
KINDS = ("glasses", "hat", "top")
# What shows best on the portrait; any other of the kind does as well.
FAVOURITES = frozenset({"glasses-square-tortoise", "hat-beret-red", "top-breton-navy"})


class DemoFailedError(PierglassError):
    """A step did not end as it should; the message says which and how."""

    code = "demo_failed"


class MainJob:
    """One run of the whole story.

    Args:
        seeded: Ana and Ben, connected.
        transcript: Where it is written down.
        photo: What Ana's and Ben's cameras see.
        item_id: The item that is shared; the first glasses when None.
        lenient: Whether an item beside the shared one may be impossible to place, as
            on a photo that shows no head.
    """

    def __init__(
        self,
        seeded: Seeded,
        transcript: Transcript,
        photo: bytes,
        *,
        item_id: str | None = None,
        lenient: bool = False,
    ) -> None:
        self.ana = seeded.ana
        self.ben = seeded.ben
        self.chat = seeded.chat
        self.note = transcript.note
        self.photo = photo
        self.item_id = item_id
        self.lenient = lenient

    async def run(self) -> None:
        """Go through the story from the tray to the friend at the same item.

        Raises:
            DemoFailedError: A step did not end as it should.
            PierglassError: Something refused a step.
        """
        async with LensListener() as listener:
            shared = await self._ana_visits(listener)
            message = await self._ben_receives(shared)
            await self._ben_visits(listener, message, shared)
        await self._ben_watches_story()

    async def _ana_visits(self, listener: LensListener) -> Item:
        tray = await self.ana.lenses.tray()
        self.note("Ana", "opens the tray", lenses=[lens["id"] for lens in tray])
        user = ScriptedUser(chat=self.chat["id"])
        camera = await PhotoCamera.of_photo(self.photo, self.ana.api, self.ana.clock)
        self.note("Ana", "points the camera", picture=("1-camera.jpg", self.photo))
        session = await self.ana.lenses.open(LENS, user, camera)
        self._note_consent("Ana", session, user)
        ticket = listener.admit(session)
        async with connect_applet(listener.url, ticket) as lens:
            launch = await lens.launch_state()
            name = (await lens.user.get("display_name"))["display_name"]
            await lens.viewfinder.layout(0, 0, 390, 520)
            items = await self._choose(lens)
            chosen = ", ".join(item["name"] for item in items)
            self.note("lens", f"greets {name} and offers {chosen}", launch=launch)
            pictures: dict[str, str] = {}
            for number, item in enumerate(items, start=2):
                handle = await self._try(lens, session, item, number, number > 2)
                if handle is not None:
                    pictures[item["id"]] = handle
            shared = items[0]
            await self._share(lens, session, shared, pictures[shared["id"]])
        await session.close()
        return shared

    def _note_consent(self, who: str, session: HostSession, user: ScriptedUser) -> None:
        lens = session.stage.lens
        self.note(who, f"reads the landing page: {lens['landing']['title']}")
        for what, sheet in user.asked:
            if what == "consent" and isinstance(sheet, ConsentSheet):
                asked = {line.scope: line.reason for line in sheet.scopes}
                self.note(who, "is asked for consent, and agrees", asked=asked)

    async def _choose(self, lens: Applet) -> list[Item]:
        """Return what is tried on: the shared item first."""
        catalogue = [item async for item in lens.items.all()]
        by_id = {item["id"]: item for item in catalogue}
        chosen: list[Item] = []
        if self.item_id is not None:
            if self.item_id not in by_id:
                known = ", ".join(sorted(by_id)) or "nothing"
                raise DemoFailedError(
                    f"The catalogue has no item {self.item_id!r}. It has: {known}."
                )
            chosen.append(by_id[self.item_id])
        kinds = {item["kind"] for item in chosen}
        for kind in KINDS:
            row = [item for item in catalogue if item["kind"] == kind]
            row.sort(key=lambda item: (item["id"] not in FAVOURITES, item["id"]))
            if row and kind not in kinds:
                chosen.append(row[0])
        if not chosen:
            raise DemoFailedError("The catalogue is empty: the server has no items.")
        return chosen

    async def _try(
        self,
        lens: Applet,
        session: HostSession,
        item: Item,
        number: int,
        extra: bool,
    ) -> str | None:
        """Try *item* on, snap it, and return the picture's handle."""
        try:
            tried = await lens.try_on.start(item["id"])
            session.tap()
            snapped = await lens.capture.snap()
        except CallError as error:
            if extra and self.lenient and error.code.startswith("tryon."):
                self.note("lens", f"cannot place {item['name']}: {error.message}")
                return None
            raise
        live = session.stage.viewfinder.latest
        if live is not None:
            percent = round(100 * tried["hidden_share"])
            self.note(
                "Ana",
                f"sees {item['name']} live, {percent} % of it hidden",
                picture=(f"{number}-{item['kind']}-live.jpg", live.image),
                answer=tried,
            )
        name = f"{number}-{item['kind']}.jpg"
        picture = session.stage.handles.resolve(
            snapped["picture"], "picture", self.ana.clock.now_ms()
        )
        content = await self.ana.api.download(picture.media_id)
        details: dict[str, Any] = {}
        if picture.augmentation_id is not None:
            made = await self.ana.api.augmentation(picture.augmentation_id)
            details = {
                key: made.get(key) for key in ("hidden_share", "placement", "stages_ms")
            }
        self.note("Ana", f"snaps {item['name']}", picture=(name, content), **details)
        return snapped["picture"]

    async def _share(
        self, lens: Applet, session: HostSession, item: Item, picture: str
    ) -> None:
        session.tap()
        sent = await lens.share.chat(
            title=item["name"],
            subtitle=item["maker"],
            item_id=item["id"],
            picture=picture,
            state={"item_id": item["id"]},
            idempotency_key=new_id("key"),
        )
        self.note("Ana", "sends it to Ben as a card", sent=sent)
        session.tap()
        posted = await lens.share.story(
            title=item["name"],
            item_id=item["id"],
            picture=picture,
            state={"item_id": item["id"]},
            idempotency_key=new_id("key"),
        )
        self.note("Ana", "puts it into her story", posted=posted)

    async def _ben_receives(self, shared: Item) -> Message:
        message = await self.ben.chats.receive(self.chat["id"])
        card = message["card"]
        if card is None or message["image"] is None:
            raise DemoFailedError(
                f"Ben's message {message['id']} has no card or no picture: {message}"
            )
        opened = await self.ben.chats.open(message)
        if not opened.picture:
            raise DemoFailedError(f"The picture of message {message['id']} is empty.")
        self.note(
            "Ben",
            f"gets “{card['title']}” over his gateway and opens it",
            picture=("5-ben-sees.jpg", opened.picture),
            card=card,
        )
        await self.ben.chats.read(message)
        return message

    async def _ben_visits(
        self, listener: LensListener, message: Message, shared: Item
    ) -> None:
        card = message["card"]
        if card is None:
            raise DemoFailedError(f"Message {message['id']} lost its card.")
        user = ScriptedUser()
        camera = await PhotoCamera.of_photo(self.photo, self.ben.api, self.ben.clock)
        session = await self.ben.lenses.open_card(card, user, camera)
        self.note("Ben", "taps the card", lens_id=card["lens_id"])
        self._note_consent("Ben", session, user)
        async with connect_applet(listener.url, listener.admit(session)) as lens:
            launch = await lens.launch_state()
            if launch.get("item_id") != shared["id"]:
                raise DemoFailedError(
                    f"Ben's lens opened at {launch}, not at {shared['id']}."
                )
            tried = await lens.try_on.start(launch["item_id"])
            live = session.stage.viewfinder.latest
            if not tried["placed"] or live is None:
                raise DemoFailedError(f"Ben's try-on was not placed: {tried}")
            self.note(
                "Ben",
                f"stands in the lens at the same item: {shared['name']}",
                picture=("6-ben-tries.jpg", live.image),
                launch=launch,
            )
        await session.close()

    async def _ben_watches_story(self) -> None:
        snaps = await self.ben.stories.of(self.ana.account["username"])
        if not snaps:
            raise DemoFailedError("Ana's story does not show up with Ben.")
        picture = await self.ben.stories.watch(snaps[-1])
        self.note("Ben", "watches Ana's story", picture=("7-story.jpg", picture))
