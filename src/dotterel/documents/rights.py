"""What a page says of the rights to its text, and which of its statements is believed where they disagree."""

from collections.abc import Iterable
from typing import NamedTuple

from lxml import html

from dotterel.documents.holders import holder_of_notices
from dotterel.documents.markup import clean
from dotterel.documents.markup_rights import PICTURE_TAGS, Statements, statements_of
from dotterel.documents.metadata import outlet_of_tree
from dotterel.documents.notices import Notice, find_notices
from dotterel.records import Rights

MAX_CAPTION_CHARS = 100_000
"""Characters of captions that are looked at; figures within figures would be read again and again."""


class Claim(NamedTuple):
    """One thing that a page says: whether the text is reserved, its licence, and where it was read.

    `is_firm` is False for what may stand beside its opposite: a copyright line beside a free licence.
    """

    reserved: bool
    basis: str
    licence: str | None = None
    is_firm: bool = True


def find_rights(lines: Iterable[str], tree: html.HtmlElement | None) -> Rights:
    """The rights that a page states in its lines (all it shows, the footer too) and in its markup, None for plain text.

    `basis` is where the statement was read that is believed, and "against" those that say the opposite: "notice",
    "license against notice". A page that is silent gives Rights() with no basis. Where it reserves the text or licenses
    it without a name, the holder is the outlet.
    """
    notices = find_notices(list(lines))
    if notices and tree is not None:
        notices = without_captions(notices, tree)
    said = Statements() if tree is None else statements_of(tree)
    claims = [*claims_of_sight(notices, said), *claims_of_markup(notices, said)]
    if not claims:
        return Rights()
    believed = claims[0]
    return Rights(
        reserved=believed.reserved,
        holder=holder_of_notices(notice.text for notice in notices)
        or said.holder
        or (None if tree is None else outlet_of_tree(tree)),
        licence=believed.licence,
        basis=told_basis(believed, claims[1:]),
    )


def without_captions(notices: list[Notice], tree: html.HtmlElement) -> list[Notice]:
    """The notices that are not the caption or the credit of a picture."""
    captions: set[str] = set()
    size = 0
    for figure in tree.iter(*PICTURE_TAGS):
        parts = list(figure.itertext())
        captions |= {clean(part) for part in parts} | {clean("".join(parts))}
        size += sum(map(len, parts))
        if size > MAX_CAPTION_CHARS:
            break
    return [notice for notice in notices if notice.text not in captions]


def claims_of_sight(notices: list[Notice], said: Statements) -> list[Claim]:
    """What a reader of the page sees, most trusted first: a licence, a prohibition, leave to reprint.

    A licence goes first because it speaks of this text; "all rights reserved" stands under every page of a site.
    """
    licences = [notice.licence for notice in notices if notice.licence is not None]
    claims: list[Claim] = []
    if licences or said.linked is not None:
        exact = most_exact([*licences, said.linked] if said.linked is not None else licences)
        claims.append(Claim(reserved=False, basis="notice" if licences else "license", licence=exact))
    if any(notice.reserves for notice in notices):
        claims.append(Claim(reserved=True, basis="notice"))
    if any(notice.frees for notice in notices):
        claims.append(Claim(reserved=False, basis="notice"))
    return claims


def claims_of_markup(notices: list[Notice], said: Statements) -> list[Claim]:
    """What only machines see, and plain copyright lines, which any licence may stand beside; most trusted first."""
    claims: list[Claim] = []
    if said.licence is not None:
        claims.append(Claim(reserved=False, basis="license", licence=said.licence))
    if notices:
        claims.append(Claim(reserved=True, basis="notice", is_firm=False))
    if said.terms is not None and said.licence is None and said.linked is None:
        claims.append(Claim(reserved=True, basis="license", licence=said.terms))
    if said.claims or said.holder is not None:
        claims.append(Claim(reserved=True, basis="meta", is_firm=False))
    if said.forbids_machines or said.is_paid_for:
        claims.append(Claim(reserved=True, basis="meta", licence=said.policy))
    return claims


def most_exact(licences: list[str]) -> str:
    """The licence with the longest name: "CC-BY-SA-4.0" before the "Creative Commons" of the line above it."""
    return max(licences, key=lambda name: (name.startswith(("CC", "OGL")), len(name)))


def told_basis(believed: Claim, others: list[Claim]) -> str:
    """Where the believed statement was read, and where the firm ones that say the opposite."""
    against = [one.basis for one in others if one.is_firm and one.reserved != believed.reserved]
    return f"{believed.basis} against {', '.join(dict.fromkeys(against))}" if against else believed.basis
