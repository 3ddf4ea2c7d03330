"""A site of feeds and articles, a reader that knows no network, and a follower that can be run and killed."""

import sys
from pathlib import Path

from dotterel.engine.feed_list import FeedList, FollowedFeed
from dotterel.engine.follow import LogLine, follow
from dotterel.pages.fetch import FetchRules
from dotterel.records import Page, Reading, changed
from dotterel.settings import Settings
from tests.factories import document
from tests.misbehaving import HOST, Asked, Site

RULES = FetchRules(host_pause_s=0, step_timeout_s=1, answer_timeout_s=2, allow_private_hosts=(HOST,))


def read_words(page: Page, settings: Settings) -> Reading:
    """A reading that says only which page it is of."""
    text = page.content.decode()
    about = changed(document(page.id), text=text, url=page.url, stories=())
    return Reading(id=page.id, url=page.url, document=about, made_by="test")


def feeds(urls: list[str], every_s: float = 600) -> FeedList:
    return FeedList(feeds=tuple(FollowedFeed(url=url, every_s=every_s) for url in urls))


def one_round(urls: list[str], folder: Path, rules: FetchRules = RULES) -> list[LogLine]:
    """Ask each feed once; the log of it."""
    log: list[LogLine] = []
    follow(feeds(urls), folder, Settings(), tell=log.append, once=True, rules=rules, read=read_words)
    return log


def say_feed(site: Site, name: str, links: list[str]) -> str:
    """Serve an RSS feed with an ETag that follows its content; its address."""
    items = "".join(f"<item><title>{link}</title><link>{link}</link></item>" for link in links)
    body = f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'.encode()
    tag = f'"{len(links)}"'

    def answer(asked: Asked) -> None:
        if asked.headers["If-None-Match"] == tag:
            asked.reply(304, ETag=tag)
        else:
            asked.reply(200, body, Content_Type="application/rss+xml", ETag=tag)

    return site.says(f"/{name}.rss", answer)


def say_article(site: Site, path: str) -> str:
    """Serve an article; its address."""
    body = f"<html><head><title>{path}</title></head><p>The article at {path}.</p></html>".encode()
    return site.says(path, lambda asked: asked.reply(200, body, Content_Type="text/html"))


if __name__ == "__main__":
    one_round(sys.argv[2:], Path(sys.argv[1]))
