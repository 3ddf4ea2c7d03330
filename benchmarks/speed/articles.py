"""News articles of about 450 words as HTML, made from sentences of our own; the same seed gives the same pages."""

import random
from hashlib import sha256

WORDS_PER_ARTICLE = 450

_PARTIES = (
    "The Syrian government", "Turkish defence officials", "Kenyan police", "Colombian rebels",
    "The French foreign ministry", "Opposition lawmakers in Georgia", "The Nigerian army",
    "Human rights groups in Peru", "The Philippine coast guard", "Striking teachers in Bolivia",
    "The Iraqi prime minister",
    "Sudanese paramilitaries",
)  # fmt: skip
_ACTS = (
    "accused {other} of shelling a market in {place} {when}, killing at least {count} people",
    "met a delegation of {other} in {place} {when} to discuss a ceasefire",
    "rejected the offer of {other} to withdraw from {place}, calling it too little",
    "agreed {when} to send {count} tonnes of food to people who fled {place}",
    "arrested {count} people in {place} {when} after a night of protest",
    "urged {other} to release the prisoners taken near {place} last month",
    "deployed {count} soldiers to {place} {when}, a spokesman said",
    "threatened to close the border at {place} unless {other} returned to the talks",
)
_FILLERS = (
    "Residents said that the markets had stayed open, and that prices had hardly moved since the spring.",
    "Rain is expected in most of the country over the next days, the weather service said.",
    "It was the third such statement this year, and the first to name the province.",
    "Schools and offices in the district were to open as usual, according to a notice on the town hall's door.",
)
_PLACES = ("Idlib", "Garissa", "Arauca", "Maiduguri", "Ayacucho", "Batumi", "Kirkuk", "Nyala", "Davao", "Oruro")
_WHENS = ("on Monday", "on Tuesday", "last Saturday", "on 3 March", "overnight", "earlier this week")


def make_pages(count: int, *, seed: int = 1) -> list[str]:
    """That many pages, each an article with title, date, navigation and footer around it."""
    numbers = random.Random(seed)
    return [_page(_article(numbers), number) for number in range(count)]


def digest(pages: list[str]) -> str:
    """By which two records are seen to be of the same pages."""
    return sha256("\0".join(pages).encode()).hexdigest()[:12]


def _article(numbers: random.Random) -> list[str]:
    """Paragraphs of two or three sentences, about WORDS_PER_ARTICLE words in all."""
    paragraphs: list[str] = []
    while sum(len(paragraph.split()) for paragraph in paragraphs) < WORDS_PER_ARTICLE:
        paragraphs.append(" ".join(_sentence(numbers) for _ in range(numbers.choice((2, 3)))))
    return paragraphs


def _sentence(numbers: random.Random) -> str:
    if numbers.random() < 0.3:
        return numbers.choice(_FILLERS)
    party, other = numbers.sample(_PARTIES, 2)
    act = numbers.choice(_ACTS).format(
        other=other[0].lower() + other[1:] if other.startswith("The ") else other,
        place=numbers.choice(_PLACES),
        when=numbers.choice(_WHENS),
        count=numbers.randint(3, 90),
    )
    return f"{party} {act}."


def _page(paragraphs: list[str], number: int) -> str:
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    title = paragraphs[0].split(",")[0][:80]
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Speed Post</title>
<meta property="og:site_name" content="The Speed Post">
<meta property="article:published_time" content="2025-03-{number % 28 + 1:02}T08:00:00Z"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<main><article><h1>{title}</h1>
{body}
</article></main><footer><p>© 2025 The Speed Post. All rights reserved.</p></footer></body></html>
"""
