"""The language of a text: what the page states, else by script and by the commonest small words."""

import re

STOP_WORDS = {
    "en": "the of and to in that was for on with said by from is at as his her has after",
    "tr": "ve bir bu için ile da de olarak daha sonra olan çok kadar gibi dedi etti ise ancak tarafından",
    "es": "el la los las de del que en y por con una para se su al como más fue",
    "fr": "le la les des du et en un une dans pour que qui sur par au est avec ont été",
    "pt": "o os as do da dos das em um uma para com que não por ao na no foi mais",
    "id": "yang di dan dengan untuk dari pada ini itu dalam tidak akan oleh juga telah mereka ke karena",
    "de": "der die das und den von zu mit dem ein eine auf für im ist nicht sich des auch wurde",
}
"""Up to twenty of the commonest words a language, from own reading of news; shared ones count for each."""

SCRIPTS = {"ar": "\u0600-\u06ff\u0750-\u077f", "ru": "\u0400-\u04ff", "hi": "\u0900-\u097f", "zh": "\u4e00-\u9fff"}
PERSIAN = re.compile("[پچژگکی]")
ARABIC_ONLY = re.compile("[كيةىأإ]")
KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
SAMPLE_CHARS = 5000
MIN_SCRIPT_SHARE = 0.4
MIN_HITS = 3
MIN_HIT_SHARE = 0.1
CODE = re.compile(r"^\s*([A-Za-z]{2})(?:[-_].*)?\s*$")


def find_language(text: str, stated: str | None) -> str | None:
    """ISO 639-1 code of the text; what is stated wins unless the text is plainly in another of the known languages.

    None where nothing is stated and the text is too short or of no language known here.
    """
    code = language_code(stated)
    guess = guessed_language(text)
    if code is None:
        return guess
    return guess if guess is not None and is_plainly_other(text, code, guess) else code


def language_code(stated: str | None) -> str | None:
    """Two letters of a language tag such as "en-GB"; None where it is none."""
    match = CODE.match(stated or "")
    return match.group(1).lower() if match else None


def is_plainly_other(text: str, stated: str, guess: str) -> bool:
    """True where the guess has a share of small words that the stated language, being known here, has not."""
    if guess == stated or stated not in STOP_WORDS or guess not in STOP_WORDS:
        return guess != stated and stated in STOP_WORDS and guess in ("ar", "fa", "ru", "hi", "zh")
    words = re.findall(r"\w+", text[:SAMPLE_CHARS].lower())
    return len(words) >= 40 and hits(words, stated) * 4 < hits(words, guess)


def guessed_language(text: str) -> str | None:
    """The language by script, then by small words; None where neither tells."""
    sample = text[:SAMPLE_CHARS]
    letters = len(re.findall(r"[^\W\d_]", sample))
    if letters == 0:
        return None
    for code, characters in SCRIPTS.items():
        if len(re.findall(f"[{characters}]", sample)) >= MIN_SCRIPT_SHARE * letters:
            return language_of_script(code, sample)
    words = re.findall(r"\w+", sample.lower())
    best = max(STOP_WORDS, key=lambda code: hits(words, code))
    return best if hits(words, best) >= max(MIN_HITS, MIN_HIT_SHARE * len(words)) else None


def language_of_script(code: str, sample: str) -> str | None:
    """Parts Persian from Arabic, and leaves Japanese and Korean out of Chinese."""
    if code == "ar" and len(PERSIAN.findall(sample)) > len(ARABIC_ONLY.findall(sample)):
        return "fa"
    return None if code == "zh" and KANA_OR_HANGUL.search(sample) else code


def hits(words: list[str], code: str) -> int:
    """How many of the words are small words of a language."""
    small = set(STOP_WORDS[code].split())
    return sum(word in small for word in words)
