"""Shoes without laces: a loafer and a pump."""

from pierglass.training.items.artwork import Artwork
from pierglass.training.items.fabric import Cloth, Fold, cloth, shade
from pierglass.training.items.geometry import Point, outline, smooth
from pierglass.training.items.lasts import (
    LOW_OPENING,
    Opening,
    artwork,
    canvas,
    form,
    gleam,
    piece,
    seam,
    shape,
    sole,
    upper,
)

__all__ = ["loafer", "pump"]


def loafer() -> Artwork:
    """Draw the brown penny loafer."""
    drawing = canvas()
    leather = Cloth(
        "#6b3d22",
        relief=1.6,
        rounding=20,
        crumple=0.2,
        grain=(0.012, 0.012),
        seed=221,
        shadow="#1a0a02",
        sheen=True,
    )
    sole(drawing, 24, "#2a1a10", "#120a05")
    folds = [
        Fold([(190, 480), (214, 560), (246, 640)], 18, 0.35, 9),
        Fold([(290, 690), (400, 664), (550, 676)], 14, -0.25, 8),
    ]
    upper(drawing, leather, "#3d2213", folds, LOW_OPENING)
    whole = shape(LOW_OPENING)
    apron: list[Point] = [
        (250, 590),
        (280, 680),
        (348, 750),
        (440, 768),
        (520, 732),
        (546, 660),
        (512, 580),
    ]
    with drawing.group(clip_path=drawing.clip(whole)):
        drawing.line(
            smooth([(x, y + 3) for x, y in apron]),
            "#000",
            14,
            soft=4,
            stroke_opacity=0.5,
        )
        drawing.line(smooth(apron), "#7d4d2d", 10)
        drawing.line(
            smooth(apron),
            "#3b1f10",
            10,
            stroke_dasharray="2.4 6.4",
            stroke_linecap="butt",
            opacity=0.7,
        )
        drawing.line(
            smooth([(x - 1, y - 3) for x, y in apron]),
            "#fff",
            2,
            soft=1,
            stroke_opacity=0.4,
        )
    strap = outline(
        [(212, 588), (330, 600), (430, 584), (518, 540)],
        [(548, 596), (450, 644), (340, 662), (238, 650)],
    )
    piece(
        drawing,
        strap,
        Cloth("#713f24", relief=1.4, rounding=10, crumple=0.15, seed=222, sheen=True),
        thread="#a9764c",
    )
    slot = outline(
        [(352, 614), (386, 610), (420, 604)], [(424, 626), (390, 634), (356, 636)]
    )
    drawing.path(slot, fill="#2a140a", opacity=0.9)
    gleam(drawing, whole, [(350, 700), (420, 720), (484, 706)], 24)
    gleam(drawing, whole, [(204, 560), (226, 610), (256, 668)], 12, 0.28)
    edge = [(x, y + 11) for x, y in LOW_OPENING.front]
    seam(drawing, whole, edge, "#a9764c")
    return artwork(
        drawing, "shoe-loafer-brown", "Brown penny loafer", "Ravel & Sons", LOW_OPENING
    )


def pump() -> Artwork:
    """Draw the black pump with a low heel."""
    drawing = canvas()
    leather = Cloth(
        "#1d1c20",
        relief=2.2,
        rounding=18,
        crumple=0.1,
        grain=(0.01, 0.01),
        seed=241,
        shadow="#000000",
        sheen=True,
    )
    heel = outline(
        [(184, 560), (194, 660), (204, 716)], [(250, 724), (258, 690), (268, 640)]
    )
    drawing.path(heel, fill="#141317")
    shade(
        drawing, heel, smooth([(206, 580), (216, 650), (222, 712)]), 10, 4, 0.5, "#fff"
    )
    tip = outline(
        [(203, 712), (226, 718), (250, 720)], [(249, 732), (226, 734), (205, 728)]
    )
    drawing.path(tip, fill="#050506")
    floor: list[Point] = [
        (250, 650),
        (300, 750),
        (360, 812),
        (430, 842),
        (510, 838),
        (566, 796),
    ]
    under = outline(floor, [(520, 760), (440, 780), (270, 640)])
    drawing.path(under, fill="#8f2a30")
    inner: list[Point] = [
        (196, 470),
        (182, 530),
        (194, 590),
        (236, 660),
        (284, 730),
        (338, 786),
    ]
    toe: list[Point] = [(338, 786), (396, 824), (470, 832), (546, 798), (572, 740)]
    outer: list[Point] = [
        (572, 740),
        (554, 664),
        (508, 590),
        (450, 526),
        (396, 476),
        (352, 446),
    ]
    back: list[Point] = [(352, 446), (300, 430), (240, 440), (196, 470)]
    front: list[Point] = [
        (196, 470),
        (222, 548),
        (286, 640),
        (366, 698),
        (440, 708),
        (478, 676),
        (458, 604),
        (404, 524),
        (352, 446),
    ]
    whole = outline(inner, toe, outer, back)
    cloth(
        drawing,
        whole,
        leather,
        [Fold([(380, 756), (460, 764), (530, 740)], 20, 0.35, 10)],
    )
    form(drawing, whole, leather.shadow)
    insole = outline(back, front)
    drawing.path(insole, fill="#c9a77f")
    with drawing.group(clip_path=drawing.clip(insole)):
        drawing.cover(
            fill=drawing.linear(
                (220, 440),
                (450, 710),
                [(0, "#fff", 0.1), (0.45, "#000", 0.15), (1, "#000", 0.8)],
            )
        )
        drawing.line(smooth(front), "#000", 22, soft=8, stroke_opacity=0.55)
    drawing.line(smooth(front), "#2c2b30", 6)
    drawing.line(
        smooth([(x - 1, y - 1.5) for x, y in front]),
        "#fff",
        1.6,
        soft=0.8,
        stroke_opacity=0.5,
    )
    drawing.line(smooth(back), "#2c2b30", 5)
    gleam(drawing, whole, [(380, 770), (450, 788), (520, 764)], 18, 0.55)
    gleam(drawing, whole, [(208, 560), (236, 624), (290, 700)], 11, 0.45)
    gleam(drawing, whole, [(470, 552), (520, 610), (550, 690)], 9, 0.35)
    bow = outline(
        [(396, 716), (430, 706), (466, 712)], [(464, 738), (430, 728), (400, 742)]
    )
    piece(drawing, bow, Cloth("#2a292e", relief=1.2, rounding=6, crumple=0.2, seed=242))
    return artwork(
        drawing,
        "shoe-pump-black",
        "Black low-heel pump",
        "Maison Vive",
        Opening(back, front),
    )
