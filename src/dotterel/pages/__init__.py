"""Bytes in: files, folders, archives, feeds, addresses of the web and standard input, as Pages."""

from dotterel.pages.files import find_pages, page_at

__all__ = ["find_pages", "page_at"]
