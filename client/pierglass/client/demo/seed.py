"""People, a friendship, a chat and a lens, through nothing but the public API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pierglass.client.client import Client
from pierglass.client.errors import ConflictError
from pierglass.lenses import FIRST_PARTY, package

if TYPE_CHECKING:
    from pierglass.client.clock import Clock
    from pierglass.client.records import Conversation

__all__ = ["ANA", "BEN", "MERCHANT", "Person", "Seeded", "seed"]


@dataclass(frozen=True)
class Person:
    """Somebody who signs in."""

    username: str
    password: str
    display_name: str


# Printed by the demo and good on a loopback server alone.
ANA = Person("ana", "looking-glass-ana", "Ana")
BEN = Person("ben", "looking-glass-ben", "Ben")
MERCHANT = Person("lune", "looking-glass-lune", "Atelier Lune")


@dataclass(frozen=True)
class Seeded:
    """Two friends with a chat, not yet connected to the gateway."""

    ana: Client
    ben: Client
    chat: Conversation

    async def close(self) -> None:
        """Close both clients."""
        await self.ana.close()
        await self.ben.close()


async def seed(origin: str, *, clock: Clock | None = None) -> Seeded:
    """Make ana and ben friends with a chat, and publish the first-party lenses.

    It may run again on the same server: what is there already stays.

    Raises:
        ApiError: The server refused a step.
    """
    merchant = await _enter(origin, MERCHANT, clock)
    try:
        for lens_id in FIRST_PARTY:
            await _publish(merchant, lens_id)
    finally:
        await merchant.close()
    ana = await _enter(origin, ANA, clock)
    ben = await _enter(origin, BEN, clock)
    if BEN.username not in {each["username"] for each in await ana.people.friends()}:
        await ana.people.ask(BEN.username)
        await ben.people.accept(ANA.username)
    chat = await ana.chats.with_person(BEN.username)
    return Seeded(ana, ben, chat)


async def _enter(origin: str, person: Person, clock: Clock | None) -> Client:
    try:
        return await Client.sign_up(
            origin, person.username, person.password, person.display_name, clock=clock
        )
    except ConflictError:
        return await Client.sign_in(
            origin, person.username, person.password, clock=clock
        )


async def _publish(merchant: Client, lens_id: str) -> None:
    manifest, contents = package(lens_id)
    published = {each["id"]: each["version"] for each in await merchant.lenses.tray()}
    if published.get(lens_id) == manifest["version"]:
        return
    await merchant.api.publish_lens(manifest, contents)
