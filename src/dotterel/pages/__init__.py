"""Bytes in: files, folders, rows of JSON lines and standard input, as Pages."""

from dotterel.pages.files import find_pages

__all__ = ["find_pages"]
