"""The rules of templates as functions of their source."""

import re

TEMPLATE_TAGS = re.compile(
    r"{%.*?%}|{{.*?}}|{#.*?#}|{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", re.DOTALL
)
INLINE = {
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
}
BLOCK_TRANSLATION = re.compile(r"{%\s*blocktrans(?:late)?\b([^%]*)%}")


def inline_code(source: str) -> list[str]:
    """Find what the Content Security Policy would refuse."""
    html = TEMPLATE_TAGS.sub("x", source)
    return [f"has {words}" for words, pattern in INLINE.items() if pattern.search(html)]


def untrimmed(source: str) -> list[str]:
    """Find block translations whose line breaks would become part of the msgid."""
    return [
        f"blocktranslate without trimmed: {match.group(0)}"
        for match in BLOCK_TRANSLATION.finditer(source)
        if "trimmed" not in match.group(1).split()
    ]
