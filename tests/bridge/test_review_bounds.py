"""The review judges what strangers send: hostile text must not hold it up.

Each of these takes a careless pattern hours; the suite's own time limit is the judge.
"""

import pytest

from pierglass.bridge.review import review

MB = 1024 * 1024
MANIFEST = {
    "id": "my-lens",
    "name": "My lens",
    "version": "1.0.0",
    "kind": "applet",
    "summary": "A lens.",
    "entry": "index.html",
    "box_art": "art.svg",
    "landing": {"title": "Come in"},
    "scopes": [],
    "network": {"connect": []},
    "resource_type": "applet",
    "protocol": {"min": 1, "max": 1},
}
PAGE = b"""<!doctype html><html lang="en"><title>x</title><main></main>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="a.css">
"""
ART = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>'
GOOD = {"index.html": PAGE, "art.svg": ART, "a.css": b"", "a.js": b""}

SLOW = {
    "imports without an end": ("a.js", b" import" * (MB // 8)),
    "calls without an end": ("a.js", b"user.get(" * (MB // 10)),
    "a sheet without braces": ("a.css", b"a" * MB),
    "comments without an end": ("a.css", b"/*" * (MB // 2)),
    "addresses without an end": ("a.css", b"url(" * (MB // 4)),
    "names without a colon": ("a.css", b"a{" + b"b" * (MB // 2) + b"}"),
}


def test_a_good_lens_is_accepted():
    assert review(MANIFEST, GOOD).findings == ()


@pytest.mark.parametrize(("path", "content"), SLOW.values(), ids=SLOW)
def test_hostile_text_is_judged_in_time(path, content):
    review(MANIFEST, {**GOOD, path: content})


@pytest.mark.parametrize(
    "page", [b"<b>x" * 20_000, b"<a id=x>" * 15_000], ids=["deep", "many"]
)
def test_a_page_without_an_end_is_refused(page):
    verdict = review(MANIFEST, {**GOOD, "index.html": PAGE + page})
    assert "over 5000 elements" in " ".join(f.message for f in verdict.findings)
    assert not verdict.accepted


def test_a_first_page_that_is_too_large_is_refused():
    verdict = review(MANIFEST, {**GOOD, "index.html": PAGE + b"x" * 200_000})
    (found,) = verdict.findings
    assert (found.rule, found.where, found.refuses) == ("size", "index.html", True)
