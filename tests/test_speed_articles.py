from benchmarks.speed.articles import WORDS_PER_ARTICLE, digest, make_pages


def test_the_same_seed_gives_the_same_pages() -> None:
    assert digest(make_pages(3)) == digest(make_pages(3))
    assert digest(make_pages(3)) != digest(make_pages(3, seed=2))


def test_articles_have_about_the_length_that_the_record_claims() -> None:
    for page in make_pages(5):
        words = sum(len(line.split()) for line in page.splitlines() if line.startswith("<p>"))
        assert WORDS_PER_ARTICLE <= words < WORDS_PER_ARTICLE + 90
