"""Colour tokens of the style sheet and their contrast, as WCAG 2.2 defines it. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

TEXT_MINIMUM = 4.5
SHAPE_MINIMUM = 3.0
TONES = ("done", "waiting", "stopped", "info", "neutral")
SURFACES = ("paper", "surface", "sunken")

ROOT_BLOCK = re.compile(r":root\s*\{([^}]*)\}")
TOKEN = re.compile(r"--([a-z-]+):\s*(#[0-9A-Fa-f]{6})\s*;")
LINEAR_LIMIT = 0.04045


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour on its background, and the least contrast that the pair may have."""

    front: str
    back: str
    minimum: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A pair with its colours and its contrast in one scheme."""

    pair: Pair
    front: str
    back: str
    ratio: float

    @property
    def passes(self) -> bool:
        """Whether the contrast reaches the pair's minimum."""
        return self.ratio >= self.pair.minimum


def read_tokens(style_sheet: str) -> dict[str, dict[str, str]]:
    """Give the colour tokens of the `light` and `dark` schemes, by name.

    The first `:root` block of the sheet is the light scheme, the second adjusts it for the dark
    one. Raises `ValueError` when either is missing.
    """
    blocks = [dict(TOKEN.findall(block)) for block in ROOT_BLOCK.findall(style_sheet)]
    if len(blocks) < 2:
        raise ValueError("The style sheet needs a light and a dark :root block.")
    return {"light": blocks[0], "dark": {**blocks[0], **blocks[1]}}


def pairs() -> Iterator[Pair]:
    """Give every pair of tokens that the components put on each other."""
    for back in SURFACES:
        for front in ("ink", "muted", "link", "accent", *TONES):
            yield Pair(front, back, TEXT_MINIMUM)
        yield Pair("control", back, SHAPE_MINIMUM)
        yield Pair("focus", back, SHAPE_MINIMUM)
    for tone in TONES:
        yield Pair(tone, f"{tone}-bg", TEXT_MINIMUM)
        yield Pair("ink", f"{tone}-bg", TEXT_MINIMUM)
        yield Pair("link", f"{tone}-bg", TEXT_MINIMUM)
    yield Pair("on-accent", "accent", TEXT_MINIMUM)
    yield Pair("on-accent", "accent-strong", TEXT_MINIMUM)
    yield Pair("on-strip", "strip", TEXT_MINIMUM)
    yield Pair("strip-focus", "strip", SHAPE_MINIMUM)


def measure(tokens: Mapping[str, str]) -> list[Measure]:
    """Measure every pair in one scheme. Raises `KeyError` when a token is missing."""
    return [
        Measure(
            pair=pair,
            front=tokens[pair.front],
            back=tokens[pair.back],
            ratio=contrast(tokens[pair.front], tokens[pair.back]),
        )
        for pair in pairs()
    ]


def contrast(first: str, second: str) -> float:
    """Give the contrast ratio of two `#RRGGBB` colours, from 1 to 21 (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Give the relative luminance of a `#RRGGBB` colour."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(channel: float) -> float:
    """Undo the sRGB gamma of one channel between 0 and 1."""
    if channel <= LINEAR_LIMIT:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
