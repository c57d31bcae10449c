"""Every item of the catalogue, by its id."""

from collections.abc import Callable
from typing import Final

from pierglass.training.items import (
    bottoms,
    caps,
    dresses,
    earrings,
    glasses,
    hats,
    jackets,
    necklaces,
    shoes,
    slip_ons,
    straw,
    sunglasses,
    tops,
    watches,
)
from pierglass.training.items.artwork import Artwork

__all__ = ["CATALOGUE"]

CATALOGUE: Final[dict[str, Callable[[], Artwork]]] = {
    "dress-midi-teal": dresses.midi_dress,
    "earring-hoop-gold": earrings.hoop_earring,
    "earring-pearl-drop": earrings.pearl_earring,
    "glasses-aviator-gold": sunglasses.aviator,
    "glasses-cat-eye-burgundy": glasses.cat_eye,
    "glasses-clear": glasses.clear,
    "glasses-round-gold": glasses.round_gold,
    "glasses-sport-mirror": sunglasses.sport,
    "glasses-square-tortoise": glasses.tortoise,
    "glasses-thick-black": glasses.thick_black,
    "hat-beanie-mustard": caps.beanie,
    "hat-beret-red": hats.beret,
    "hat-bucket-olive": caps.bucket_hat,
    "hat-cap-navy": caps.baseball_cap,
    "hat-fedora-charcoal": hats.fedora,
    "hat-straw-wide": straw.straw_hat,
    "jacket-denim-blue": jackets.denim_jacket,
    "jacket-leather-black": jackets.leather_jacket,
    "necklace-chain-emerald": necklaces.chain_necklace,
    "necklace-pearls": necklaces.pearl_necklace,
    "shoe-boot-tan": shoes.boot,
    "shoe-loafer-brown": slip_ons.loafer,
    "shoe-pump-black": slip_ons.pump,
    "shoe-runner-blue": shoes.running_shoe,
    "shoe-sneaker-white": shoes.sneaker,
    "skirt-pleated-wine": bottoms.pleated_skirt,
    "top-blouse-rose": tops.blouse,
    "top-breton-navy": tops.breton,
    "top-crew-white": tops.crew_tshirt,
    "top-hoodie-grey": tops.hoodie,
    "top-polo-green": tops.polo,
    "trousers-chinos-sand": bottoms.sand_chinos,
    "trousers-jeans-blue": bottoms.blue_jeans,
    "watch-diver-black": watches.sport_watch,
    "watch-steel-leather": watches.dress_watch,
}
"""Drawing functions by item id."""
