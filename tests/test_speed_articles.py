from benchmarks.speed.articles import digest, make_pages


def test_the_same_count_gives_the_same_pages_and_no_text_comes_twice() -> None:
    assert digest(make_pages(40)) == digest(make_pages(40))
    assert len({page.split("</h1>")[1] for page in make_pages(40)}) == 40


def test_pages_are_of_about_450_words() -> None:
    for page in make_pages(16):
        words = len(page.split("</h1>")[1].split("</article>")[0].split())
        assert 420 <= words <= 480
