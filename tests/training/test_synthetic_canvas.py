import numpy as np
import pytest

from pierglass.training.synthetic.canvas import Canvas, Layer
from pierglass.training.synthetic.cloth import Cloth, draw_cloth
from pierglass.training.synthetic.figure import SIDES, Figure, draw_build
from pierglass.training.synthetic.light import Light
from pierglass.training.synthetic.limbs import Arm, paint_arm
from pierglass.training.synthetic.palette import skin_colour
from pierglass.training.synthetic.pose import ARM_POSES, Pose, Side, draw_pose
from pierglass.training.synthetic.shapes import ellipse, limb, outline
from pierglass.training.synthetic.sleeves import paint_sleeve
from pierglass.vision.groups import group_index

RED, BLUE = Cloth((200, 20, 20)), Cloth((20, 20, 200))
TOP, BAG = Layer("upper_garment", "trunk"), Layer("bag", "bag")


def canvas() -> Canvas:
    rgb = np.full((120, 160, 3), 255, np.uint8)
    return Canvas(rgb, Light(0.0, -1.0, 0.2, 0.3), 50.0)


def standing(arm: str) -> Figure:
    rng = np.random.default_rng(0)
    pose = draw_pose(rng)
    still = Pose(
        yaw=0.0,
        lean=0.0,
        head_yaw=0.0,
        head_pitch=0.0,
        head_roll=0.0,
        hip_tilt=0.0,
        arms={"left": arm, "right": arm},
        jitter={"left": (0, 0, 0), "right": (0, 0, 0)},
        feet=pose.feet,
        turnout=pose.turnout,
    )
    return Figure(draw_build(rng), still, np.array([100, 60], np.float32), 80.0)


def test_last_layer_shows_where_two_overlap() -> None:
    one = canvas()
    one.paint(TOP, RED, one.mask([ellipse((60, 60), (30, 30))]))
    one.paint(BAG, BLUE, one.mask([ellipse((80, 60), (20, 20))]))
    groups = one.groups()
    assert groups[60, 80] == group_index("bag")
    assert groups[60, 40] == group_index("upper_garment")
    assert groups[5, 5] == group_index("background")


def test_pixel_has_the_colour_of_the_layer_that_shows() -> None:
    one = canvas()
    one.paint(TOP, RED, one.mask([ellipse((60, 60), (30, 30))]))
    one.paint(BAG, BLUE, one.mask([ellipse((80, 60), (20, 20))]))
    for group, channel in (("upper_garment", 0), ("bag", 2)):
        inside = one.rgb[one.groups() == group_index(group)]
        assert (inside.argmax(1) == channel).all()


def test_cut_is_left_free() -> None:
    one = canvas()
    hole = ellipse((60, 60), (10, 10))
    one.paint(TOP, RED, one.mask([ellipse((60, 60), (30, 30))], cuts=[hole]))
    assert one.groups()[60, 60] == 0
    assert one.groups()[60, 80] == group_index("upper_garment")


def test_within_takes_away_what_is_outside() -> None:
    one = canvas()
    bar = outline((10, 50), (150, 50), (150, 70), (10, 70))
    one.paint(TOP, RED, one.mask([bar], within=[ellipse((60, 60), (30, 30))]))
    assert one.groups()[60, 60] > 0
    assert one.groups()[60, 120] == 0


def test_shape_outside_of_the_canvas_has_no_mask() -> None:
    assert canvas().mask([ellipse((900, 900), (10, 10))]) is None


def test_shape_over_the_edge_is_cut_by_it() -> None:
    one = canvas()
    one.paint(TOP, RED, one.mask([ellipse((0, 0), (40, 40))]))
    assert one.groups()[5, 5] == group_index("upper_garment")


def test_shadow_falls_on_the_body_and_not_on_the_background() -> None:
    one = canvas()
    one.paint(TOP, RED, one.mask([ellipse((60, 60), (40, 40))]))
    before = one.rgb.copy()
    mask = one.mask([ellipse((60, 40), (12, 12))])
    one.paint(BAG, BLUE, mask, throws=0.2)
    groups = one.groups()
    cloth = groups == group_index("upper_garment")
    assert one.rgb[cloth].mean() < before[cloth].mean()
    assert (one.rgb[groups == 0] == before[groups == 0]).all()


def test_mark_changes_the_layer_and_no_pixel() -> None:
    one = canvas()
    one.paint(TOP, RED, one.mask([ellipse((60, 60), (40, 40))]))
    before = one.rgb.copy()
    near = one.mask([ellipse((60, 60), (10, 10))])
    one.mark(TOP, Layer("upper_garment", "left_forearm", arm=True), near)
    assert one.arms()[60, 60]
    assert not one.arms()[60, 90]
    assert np.array_equal(one.rgb, before)


def test_mark_leaves_other_layers_alone() -> None:
    one = canvas()
    one.paint(BAG, BLUE, one.mask([ellipse((60, 60), (40, 40))]))
    one.mark(TOP, Layer("dress"), one.mask([ellipse((60, 60), (10, 10))]))
    assert one.groups()[60, 60] == group_index("bag")


def test_limb_without_a_bend_has_no_gap() -> None:
    one = canvas()
    one.paint(TOP, RED, one.mask(limb([(20, 60), (80, 60), (80, 100)], [8, 8])))
    drawn = one.groups() > 0
    assert drawn[60, 20:80].all()
    assert drawn[60:100, 80].all()


@pytest.mark.parametrize("arm", list(ARM_POSES))
def test_bones_keep_their_length_or_are_foreshortened(arm: str) -> None:
    figure = standing(arm)
    for side in SIDES:
        at = {j: figure.joints[f"{side}_{j}"] for j in ("shoulder", "elbow", "wrist")}
        upper = float(np.linalg.norm(at["elbow"] - at["shoulder"]))
        fore = float(np.linalg.norm(at["wrist"] - at["elbow"]))
        assert upper == pytest.approx(figure.build.upper_arm, abs=1e-3)
        assert fore == pytest.approx(figure.build.forearm, abs=1e-3)


@pytest.mark.parametrize("side", SIDES)
def test_crossed_arm_lies_before_the_trunk(side: Side) -> None:
    one, figure = canvas(), standing("crossed")
    assert figure.before_trunk(side)
    paint_arm(one, figure, Arm(side, before=True), RED)
    x, y = figure.at(f"{side}_wrist")
    assert one.arms()[round(float(y)), round(float(x))]


def test_arm_behind_the_back_is_not_before_the_trunk() -> None:
    figure = standing("behind")
    assert not any(figure.before_trunk(side) for side in SIDES)


@pytest.mark.parametrize(("length", "sleeved"), [(0.5, False), (2.0, True)])
def test_sleeve_covers_the_forearm_when_it_is_long(
    length: float, *, sleeved: bool
) -> None:
    one, figure, arm = canvas(), standing("crossed"), Arm("left", before=True)
    paint_arm(one, figure, arm, RED)
    rng = np.random.default_rng(0)
    paint_sleeve(
        one, figure, arm, BLUE, "upper_garment", length=length, ease=0.02, rng=rng
    )
    middle = (figure.at("left_elbow") + figure.at("left_wrist")) / 2
    x, y = (round(float(v)) for v in middle)
    expected = "upper_garment" if sleeved else "arm_skin"
    assert one.groups()[y, x] == group_index(expected)
    assert one.arms()[y, x]


def test_skin_tones_span_light_and_dark() -> None:
    tones = [sum(skin_colour(np.random.default_rng(s))) / 3 for s in range(60)]
    assert min(tones) < 70
    assert max(tones) > 200


def test_cloth_is_plain_or_has_a_pattern() -> None:
    cloths = [draw_cloth(np.random.default_rng(seed)) for seed in range(40)]
    assert {cloth.tile is None for cloth in cloths} == {True, False}
    for cloth in cloths:
        assert cloth.patch((20, 30), 80.0, 0.4).shape == (20, 30, 3)
