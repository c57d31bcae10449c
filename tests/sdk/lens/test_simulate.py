"""`pierglass lens simulate`: scripts on the headless host, and the page's client."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from pierglass.sdk import cli
from pierglass.sdk.errors import LensFolderError
from pierglass.sdk.lens.dev import build_page
from pierglass.sdk.lens.scaffold import create
from pierglass.sdk.lens.script import STEPS, read_script
from pierglass.sdk.lens.simulate import dress
from pierglass.sdk.lens.simulation import DEVICES, Simulation

HERE = Path(__file__).parent


@pytest.fixture
def simulate(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Return what plays a script and gives the exit code and what was said."""
    folder = create("my-lens", "tryon-shop", tmp_path)

    def play(text: str, *options: str) -> tuple[int, list[str]]:
        script = tmp_path / "walk.txt"
        script.write_text(text, "utf-8")
        words = ["lens", "simulate", str(folder), "--script", str(script), *options]
        code = cli.main(words)
        told = capsys.readouterr()
        return code, (told.out + told.err).splitlines()

    return play


MAIN_JOB = """
# Somebody tries a hat on, and asks a friend.
open item=hat-straw
call launch.get
expect ok
call tryon.start {"item_id": "hat-straw"}
expect ok
tap
call share.chat {"title": "Which?", "idempotency_key": "the-first"}
expect ok
revoke camera.tryon
call tryon.start {"item_id": "hat-straw"}
expect denied permission_revoked
close
"""


def test_a_script_that_goes_as_it_says_ends_with_0(simulate):
    code, said = simulate(MAIN_JOB)
    assert code == 0, said
    assert any('"title": "Which?"' in line for line in said if "chat" in line)
    assert any(line.startswith("heard grant.revoked") for line in said)


def test_a_script_that_goes_another_way_ends_with_1_and_says_where(simulate):
    code, said = simulate("open\ncall items.list\nexpect denied")
    assert code == 1
    assert said[-1] == "expected <ended denied>"


def test_the_device_the_theme_and_the_language_are_told(simulate):
    options = ("--device", "phone", "--theme", "dark", "--locale", "de-AT")
    _, said = simulate("open\ntheme light\nwait 1", *options)
    first, second = (line for line in said if line.startswith("heard theme"))
    look = json.loads(first.removeprefix("heard theme "))
    assert (look["scheme"], look["locale"]) == ("dark", "de-AT")
    assert look["safe_area"]["bottom"] == DEVICES["phone"].safe_area[2]
    assert '"light"' in second


def test_an_old_host_lacks_what_came_later(simulate):
    old = 'open\ncall storage.list {"scope": "view"}\nexpect unavailable unsupported'
    assert simulate(old, "--protocol", "1")[0] == 0


def test_a_slow_host_takes_its_time(simulate):
    _, said = simulate("open\ncall items.list\nexpect ok", "--slow", "500")
    (call,) = (line for line in said if "items.list after" in line)
    assert int(call.split(" after ")[1].split(" ms")[0]) >= 1_000


def test_only_what_is_granted_may_be_done(simulate):
    script = 'open\ntap\ncall share.chat {"title": "A", "idempotency_key": "12345678"}'
    needed = ("--grant", "items.read", "--grant", "camera.tryon")
    again = script.partition("\n")[2]
    ends = (
        f"{script}\nexpect denied denied",
        f"{again}\nexpect denied permission_denied",
    )
    code, said = simulate("\n".join(ends), *needed)
    assert code == 0, said


@pytest.mark.parametrize(
    ("verb", "code"), [("withdraw", "lens.withdrawn"), ("block", "lens.blocked")]
)
def test_a_lens_may_end_while_it_is_open(simulate, verb, code):
    script = f"open\n{verb} The shop is closed.\ncall items.list\nexpect closed"
    done, said = simulate(script)
    assert done == 0, said
    told = f'{{"code": "{code}", "message": "The shop is closed."}}'
    assert f"heard closed {told}" in said


def test_the_user_of_a_script_has_friends(simulate, tmp_path):
    path = tmp_path / "my-lens/manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    asked = {"scope": "user.friends", "reason": "To find who wears it too."}
    path.write_text(json.dumps(manifest | {"scopes": [asked]}), "utf-8")
    script = "friends Ben Okafor, Cleo\nopen\ncall friends.list\nexpect ok"
    code, said = simulate(script)
    assert code == 0, said
    (answer,) = [line for line in said if "friends" in line and "ok" in line]
    assert '"Ben Okafor"' in answer
    assert '"Cleo"' in answer


def test_a_capability_may_be_taken_away(simulate):
    script = 'open\ncall storage.list {"scope": "view"}\nexpect unavailable unsupported'
    code, said = simulate(script, "--lack", "storage")
    assert code == 0, said


def test_what_is_lost_is_said_and_found_again(simulate):
    script = "open\nlose\ncall items.list\nexpect unavailable\nfind\ncall items.list"
    code, said = simulate(f"{script}\nexpect ok\ncut\ncall items.list\nexpect closed")
    assert code == 0, said


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("jump", "walk.txt:1 begins with 'jump'"),
        ("call items.list", "no lens is open"),
        ("open\ncall items.list {", "line 2: call items.list {"),
    ],
)
def test_a_line_that_makes_no_sense_is_named(simulate, script, said):
    code, lines = simulate(script)
    assert code == 1
    assert said in lines[-1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"device": "toaster"},
        {"theme": "pink"},
        {"grants": ("everything",)},
        {"lacks": ("nothing",)},
        {"protocol": 9},
        {"slow_ms": -1},
    ],
)
def test_a_client_that_cannot_be_is_refused(wrong):
    with pytest.raises(LensFolderError):
        Simulation(**wrong)


def test_every_verb_is_read():
    steps = read_script("\n".join(STEPS), "all")
    assert [step.verb for step in steps] == list(STEPS)


def test_the_page_gets_the_panel_and_what_was_asked_for(tmp_path):
    page = build_page(tmp_path / "page")
    dress(page, "my-lens", Simulation(theme="dark", slow_ms=300))
    index = (page / "index.html").read_text("utf-8")
    assert "/web/dev/simulate.js" in index
    assert "/web/dev/start.js" not in index
    first = json.loads((page / "dev/simulation.json").read_text("utf-8"))
    assert (first["lens"], first["theme"], first["slow_ms"]) == ("my-lens", "dark", 300)
    assert set(first["devices"]) == set(DEVICES)
    for script in ("simulate.js", "simulation.js", "start.js"):
        assert (page / "dev" / script).is_file()


def test_the_page_s_client_is_as_it_was_asked_for():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    done = subprocess.run(
        [node, "--test", str(HERE / "simulation.test.mjs")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
