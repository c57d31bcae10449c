"""Each example has a test, and says in one sentence what it shows."""

import pytest
from tests.examples.conftest import EXAMPLES, ROOT

NAMES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_a_test(name: str):
    assert (ROOT / f"tests/examples/test_{name}.py").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_of_an_example_is_one_sentence_and_the_command(name: str):
    text = (EXAMPLES / name / "README.md").read_text("utf-8")
    sentence = text.split("\n\n")[1]
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0
    assert f"python examples/{name}/" in text


@pytest.mark.parametrize("name", NAMES)
def test_the_list_of_examples_names_it(name: str):
    assert f"[{name}]({name}/)" in (EXAMPLES / "README.md").read_text("utf-8")
