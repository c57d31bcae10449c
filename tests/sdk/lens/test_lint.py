"""The review: each rule refuses what it says, and says where and what to do."""

import base64
from typing import Any

import pytest

from pierglass.bridge.review import RULES, Verdict
from pierglass.bridge.review.contrast import contrast, read_colour
from pierglass.sdk.lens.folder import read_folder
from pierglass.sdk.lens.lint import review
from pierglass.server.errors import LensInvalidError
from pierglass.server.services.lens_packages import read_package


def only(verdict: Verdict, rule: str, *, refuses: bool = True) -> str:
    """Return what the one rule says that has something to say."""
    assert [finding.rule for finding in verdict.findings] == [rule], list(
        verdict.lines()
    )
    assert verdict.findings[0].refuses is refuses
    assert verdict.accepted is not refuses
    return f"{verdict.findings[0].where}: {verdict.findings[0].message}"


PAGE = [
    (' lang="en"', "", "no lang"),
    ("<title>My Lens</title>", "<title></title>", "no <title>"),
    ('aria-label="You in the mirror"', 'id="rail"', "'rail' is there twice"),
    (">Snap</button>", "></button>", "<button> says nothing"),
    ("<main>", '<main><img src="box-art.svg">', "no alt"),
    ("<main>", '<main><input id="q">', "<input> has no label"),
    ("initial-scale=1", "maximum-scale=1", "forbids zooming"),
    ("<main>", '<main><div role="button">x</div>', "without tabindex"),
    ("<main>", '<main><p tabindex="3">x</p>', "tabindex above 0"),
    ("<main>", '<main><canvas role="img"></canvas>', "no aria-label"),
]


@pytest.mark.parametrize(("old", "new", "said"), PAGE, ids=[row[2] for row in PAGE])
def test_a_page_that_somebody_cannot_use_is_refused(shop, old, new, said):
    found = only(shop.replace("index.html", old, new), "accessibility")
    assert said in found
    assert found.startswith("index.html")


@pytest.mark.parametrize(
    "control",
    [
        '<label for="q">Find</label><input id="q">',
        '<label>Find <input id="q"></label>',
        '<input aria-label="Find">',
        '<input type="hidden">',
        '<a>no link</a><button><img src="box-art.svg" alt="Snap"></button>',
    ],
)
def test_a_control_with_a_name_passes(shop, control):
    assert shop.replace("index.html", "<main>", f"<main>{control}").findings == ()


def test_text_that_is_too_faint_is_refused(shop):
    verdict = shop.replace("style.css", "--ink: #16211f", "--ink: #b8b4aa")
    assert "contrast of 1.8, expected 4.5" in only(verdict, "accessibility")


def test_a_colour_that_depends_on_the_scheme_is_not_judged(shop):
    dark = b"@media (prefers-color-scheme: dark) { :root { --ink: #f4f1e8; } }"
    path = shop.root / "style.css"
    path.write_bytes(path.read_bytes() + dark)
    assert shop.review().accepted


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000", "#ffffff", 21.0),
        ("#777777", "white", 4.48),
        ("rgb(0, 0, 0)", "#000", 1.0),
    ],
)
def test_contrast_is_wcag_s(one, other, expected):
    colours = [read_colour(text, {}) for text in (one, other)]
    assert round(contrast(*colours), 2) == expected  # type: ignore[misc]


def test_inline_script_is_refused_since_the_policy_blocks_it(shop):
    verdict = shop.replace("index.html", "<main>", "<main><script>go()</script>")
    assert "an inline <script> runs nothing" in only(verdict, "origins")


def test_an_inline_handler_is_refused(shop):
    verdict = shop.replace("index.html", "<main>", '<main onclick="go()">')
    assert "onclick=" in only(verdict, "origins")


def test_a_script_from_elsewhere_is_refused(shop):
    tag = '<script src="https://cdn.example/x.js"></script></head>'
    verdict = shop.replace("index.html", "</head>", tag)
    assert "https://cdn.example/x.js" in only(verdict, "origins")


def test_an_origin_that_the_manifest_does_not_name_is_refused(shop):
    call = "fetch('https://shop.example/v1');\nconst lens ="
    verdict = shop.replace("shop.js", "const lens =", call)
    assert "reaches https://shop.example" in only(verdict, "origins")


def test_an_origin_that_the_manifest_names_passes(shop):
    shop.replace(
        "shop.js", "const lens =", "fetch('https://a.example/');\nconst lens ="
    )
    verdict = shop.manifest(
        lambda m: m["network"].update(connect=["https://a.example"])
    )
    assert verdict.findings == ()


def test_a_bare_import_is_refused(shop):
    verdict = shop.replace("shop.js", "import {", 'import "lodash";\nimport {')
    assert "resolves no bare names" in only(verdict, "origins")


def test_a_module_that_is_not_there_is_refused(shop):
    verdict = shop.replace("shop.js", "import {", 'import "./rail.js";\nimport {')
    assert "the lens has no rail.js" in only(verdict, "files")


def test_a_server_on_this_machine_is_for_development_alone(shop):
    verdict = shop.manifest(
        lambda m: m["network"].update(connect=["http://127.0.0.1:9000"])
    )
    said = only(verdict, "origins")
    assert "expected an exact origin such as 'https://shop.example'" in said
    assert "'pierglass lens dev' alone" in said
    assert review(read_folder(shop.root), development=True).findings == ()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9000/hooks",
        "https://10.0.0.7/",
        "https://224.0.0.1/",
        "https://[64:ff9b::7f00:1]/",
        "https://shop.local/",
    ],
)
def test_a_webhook_that_only_this_network_reaches_is_warned_of(shop, url):
    webhook = {"url": url, "events": ["authorized"]}
    verdict = shop.manifest(lambda m: m.update(webhook=webhook))
    (finding,) = verdict.findings
    assert (finding.where, finding.refuses) == ("webhook.url", False)
    assert "name a public https:// address" in finding.message
    assert review(read_folder(shop.root), development=True).findings == ()


def test_a_webhook_that_everybody_reaches_is_not_warned_of(shop):
    webhook = {"url": "https://shop.example/hooks", "events": ["authorized"]}
    assert shop.manifest(lambda m: m.update(webhook=webhook)).findings == ()


@pytest.mark.parametrize("scope", ["camera.pixels", "user.friends"])
def test_sensitive_data_and_an_open_network_are_refused_together(shop, scope):
    call = 'void lens.call("friends.list", {});\nconst lens ='
    if scope == "user.friends":
        shop.replace("shop.js", "const lens =", call)

    def change(manifest: dict[str, Any]) -> None:
        reason = "To see what you see, for once."
        manifest["scopes"].append({"scope": scope, "reason": reason})
        manifest["network"]["connect"] = ["https://a.example"]

    assert "drop one" in only(shop.manifest(change), "information_flow")


def test_a_scope_without_a_reason_is_refused(shop):
    verdict = shop.manifest(lambda m: m["scopes"][0].pop("reason"))
    assert "scopes[0].reason" in only(verdict, "scopes")


def test_a_scope_that_no_script_uses_is_advice(shop):
    line = {"scope": "story.share", "reason": "To put it into your story."}
    verdict = shop.manifest(lambda m: m["scopes"].append(line))
    assert "'story.share'" in only(verdict, "scopes", refuses=False)


def test_a_scope_that_the_lens_s_own_server_may_use_is_no_matter(shop):
    line = {"scope": "notify", "reason": "To tell you what is back in stock."}

    def change(manifest):
        manifest["scopes"].append(line)
        manifest["oauth"] = {"redirect_uris": ["https://shop.example/callback"]}

    assert list(shop.manifest(change).findings) == []


def test_a_scope_that_a_script_uses_and_nobody_asked_for_is_advice(shop):
    verdict = shop.manifest(lambda m: m["scopes"].pop())
    assert "permission_denied" in only(verdict, "scopes", refuses=False)


def test_a_file_over_the_limit_is_refused(shop):
    verdict = shop.add("large.png", bytes(1024 * 1024 + 1))
    assert "large.png" in only(verdict, "size")


def test_a_file_of_a_type_that_is_not_served_is_refused(shop):
    assert "movie.mp4" in only(shop.add("movie.mp4", b"x"), "files")


@pytest.mark.parametrize("name", [".env", "tests/x.bin", "notes.md", "make.py"])
def test_what_stays_at_home_is_not_judged(shop, name):
    assert shop.add(name, b"x").findings == ()


def test_a_missing_box_art_is_refused(shop):
    (shop.root / "box-art.svg").unlink()
    assert "'box-art.svg' is not among" in only(shop.review(), "files")


def test_every_rule_says_whether_it_passed(shop):
    lines = list(shop.review().lines())
    assert [line.split()[1].rstrip(":") for line in lines] == list(RULES)
    assert {line.split()[0] for line in lines} == {"passed"}


BAD = {
    "a wrong version": lambda m: m.update(version="1"),
    "a wildcard": lambda m: m["network"].update(connect=["https://*.example"]),
    "an unknown field": lambda m: m.update(extra=1),
    "an unknown scope": lambda m: m["scopes"][0].update(scope="user.everything"),
    "no entry": lambda m: m.update(entry="other.html"),
}


@pytest.mark.parametrize("change", BAD.values(), ids=BAD)
def test_what_the_server_refuses_lint_refuses(shop, change):
    verdict = shop.manifest(change)
    lens = read_folder(shop.root)
    with pytest.raises(LensInvalidError):
        read_package(lens.manifest, lens.encoded())
    assert not verdict.accepted


@pytest.mark.parametrize("name", ["x.exe", "a b.js", "large.png"])
def test_files_that_the_server_refuses_lint_refuses(shop, name):
    content = bytes(2**20 + 1) if name == "large.png" else b"x"
    verdict = shop.add(name, content)
    files = {"index.html": "", name: base64.b64encode(content).decode()}
    with pytest.raises(LensInvalidError):
        read_package(read_folder(shop.root).manifest, files)
    assert not verdict.accepted
