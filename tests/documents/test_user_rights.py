"""Rights by outlet that the user states in a file."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dotterel.cli import main
from dotterel.documents import read_document
from dotterel.documents.user_rights import load_rights, with_user_rights
from dotterel.errors import UsageError
from dotterel.records import Given, Rights, changed
from dotterel.settings import Settings
from tests.documents.pages_of_our_own import article, page

FILE = """
[outlet]
"hill.example" = {reserved = true, holder = "Hill Press Ltd"}
"free.hill.example" = {licence = "CC-BY-4.0"}
"The Hill Courier" = {reserved = false, licence = "by contract", holder = "Courier Group"}
"""


def file_of(folder: Path, text: str) -> Path:
    path = folder / "rights.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("url", "outlet", "holder", "licence"),
    [
        ("https://hill.example/a", None, "Hill Press Ltd", None),
        ("https://WWW.hill.example:8080/a", "The Hill Courier", "Hill Press Ltd", None),
        ("https://sport.hill.example/a", None, "Hill Press Ltd", None),
        ("https://m.free.hill.example/a", None, "of the page", "CC-BY-4.0"),
        ("https://other.example/a", "the hill  COURIER", "Courier Group", "by contract"),
        (None, "The Hill Courier", "Courier Group", "by contract"),
    ],
)
def test_the_user_states_rights_by_host_or_by_outlet(
    tmp_path: Path, url: str | None, outlet: str | None, holder: str, licence: str | None
) -> None:
    settings = Settings(rights_file=file_of(tmp_path, FILE))
    rights = with_user_rights(Rights(holder="of the page", basis="notice"), url, outlet, settings)
    assert (rights.holder, rights.licence, rights.basis) == (holder, licence, "user")


@pytest.mark.parametrize("url", ["https://uphill.example/a", "https://example/", "http://[bad", None])
def test_rights_of_pages_that_the_file_does_not_name_stay_as_found(tmp_path: Path, url: str | None) -> None:
    found = Rights(reserved=True, holder="of the page", basis="notice")
    assert with_user_rights(found, url, "Other", Settings(rights_file=file_of(tmp_path, FILE))) == found
    assert with_user_rights(found, "https://hill.example/", None, Settings()) == found


def test_a_licence_that_the_user_states_lets_the_text_be_shown_and_a_reservation_does_not(tmp_path: Path) -> None:
    settings = Settings(rights_file=file_of(tmp_path, FILE))
    assert with_user_rights(Rights(reserved=True), "https://free.hill.example", None, settings).text_may_be_shown
    assert not with_user_rights(Rights(licence="CC0"), "https://hill.example", None, settings).text_may_be_shown


def test_a_file_that_was_changed_is_read_again(tmp_path: Path) -> None:
    path = file_of(tmp_path, FILE)
    assert load_rights(path).find("https://hill.example", None) is not None
    file_of(tmp_path, '[outlet]\n"valley.example" = {reserved = true}\n')
    assert load_rights(path).find("https://hill.example", None) is None


BAD = [
    ("[outlet\n", "line 1"),
    ("", "no table [outlet]"),
    ("outlet = 3", "no table [outlet]"),
    ('[outlets]\n"a.example" = {reserved = true}', "outlets: not known here"),
    ('[outlet]\n"a.example" = true', 'outlet."a.example": should be a table'),
    ('[outlet]\n"a.example" = {reserved = "yes"}', 'outlet."a.example".reserved: should be true or false'),
    ('[outlet]\n"a.example" = {reserved = true, license = "CC0"}', "did you mean licence?"),
    ('[outlet]\n"a.example" = {reserved = true, holder = ""}', 'outlet."a.example".holder: should be words'),
    ('[outlet]\n"a.example" = {holder = "A"}', "neither reserved nor licence"),
    ("[outlet]\na.example = {reserved = true}", "write it in quotes"),
    ('[outlet]\n"a.example" = {reserved = true}\n"www.A.example" = {reserved = false}', "stands in it twice"),
    ('[outlet]\n" " = {reserved = true}', "an outlet has a name"),
]


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_a_bad_file_is_refused_with_its_name_the_key_and_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    path = file_of(tmp_path, text)
    with pytest.raises(UsageError) as told:
        load_rights(path)
    assert str(told.value).startswith(f"{path}: ")
    assert reason in str(told.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_rights(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="no TOML"):
        load_rights(tmp_path / "bytes.toml")


def test_the_command_line_refuses_a_bad_file_before_it_reads(tmp_path: Path) -> None:
    path = file_of(tmp_path, '[outlet]\n"a.example" = {reserved = 1}')
    answer = CliRunner().invoke(main, ["read", "--rights", str(path), str(tmp_path)])
    assert answer.exit_code == 2
    assert "should be true or false" in answer.output


def test_a_document_has_the_users_rights_before_those_of_its_page_and_after_those_of_its_row(tmp_path: Path) -> None:
    settings = Settings(rights_file=file_of(tmp_path, FILE))
    content = article(after="<footer><p>© 2025 Hill Press. All rights reserved.</p></footer>")
    one = page(content, url="https://free.hill.example/a")
    document, _ = read_document(one, settings)
    assert document is not None
    assert document.rights == Rights(holder="Hill Press", licence="CC-BY-4.0", basis="user")
    own = Rights(reserved=True, basis="user")
    document, _ = read_document(changed(one, given=Given(rights=own)), settings)
    assert document is not None
    assert document.rights == own
