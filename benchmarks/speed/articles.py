"""News articles of about 450 words as HTML, from the sixteen of our own in `articles/`: half tell of no event at all.

The same count gives the same pages. Paragraphs are turned from page to page, so that no two pages have one text.
"""

from hashlib import sha256
from itertools import islice
from pathlib import Path

FOLDER = Path(__file__).parent / "articles"


def make_pages(count: int) -> list[str]:
    """That many pages, each an article with title, date, navigation and footer around it."""
    articles = [path.read_text(encoding="utf-8").strip().split("\n\n") for path in sorted(FOLDER.glob("*.txt"))]
    pages = (
        _page(title, _turned(paragraphs, turn), number)
        for number, (turn, (title, *paragraphs)) in enumerate(
            (turn, article) for turn in range(count) for article in articles
        )
    )
    return list(islice(pages, count))


def digest(pages: list[str]) -> str:
    """By which two records are seen to be of the same pages."""
    return sha256("\0".join(pages).encode()).hexdigest()[:12]


def _turned(paragraphs: list[str], turn: int) -> list[str]:
    """The first paragraph, then the others from the `turn`-th on and round again."""
    first, *others = paragraphs
    at = turn % max(1, len(others))
    return [first, *others[at:], *others[:at]]


def _page(title: str, paragraphs: list[str], number: int) -> str:
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Speed Post</title>
<meta property="og:site_name" content="The Speed Post">
<meta property="article:published_time" content="2025-03-{number % 28 + 1:02}T08:00:00Z"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<main><article><h1>{title}</h1>
{body}
</article></main><footer><p>© 2025 The Speed Post. All rights reserved.</p></footer></body></html>
"""
