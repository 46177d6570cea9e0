"""The colours reach WCAG 2.2 AA on every background that they are put on, light and dark."""

import re
from pathlib import Path

import pytest

from ve_portal.contrast import contrast, measure, pairs, read_tokens
from ve_portal.design import style_sheet


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pair", list(pairs()), ids=lambda pair: f"{pair.front}-on-{pair.back}")
def test_token_pair_reaches_its_minimum(scheme, pair):
    tokens = read_tokens(style_sheet())[scheme]
    assert contrast(tokens[pair.front], tokens[pair.back]) >= pair.minimum


def test_contrast_known_colours_as_wcag_computes():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_read_tokens_dark_takes_what_it_does_not_change_from_light():
    tokens = read_tokens(":root { --a: #111111; --b: #222222; } :root { --b: #333333; }")
    assert tokens["dark"] == {"a": "#111111", "b": "#333333"}


def test_read_tokens_one_scheme_only_is_refused():
    with pytest.raises(ValueError, match="dark"):
        read_tokens(":root { --a: #111111; }")


def test_measure_poor_pair_fails():
    tokens = dict.fromkeys(read_tokens(style_sheet())["light"], "#777777")
    assert not any(item.passes for item in measure(tokens))


def test_style_sheet_colours_stand_only_in_tokens():
    sheet = style_sheet()
    outside = sheet[sheet.index("/* 2. Base") : sheet.index("@media print")]
    assert "#" not in outside.replace("[data-filter", "")


def test_style_sheet_sides_are_logical():
    assert not re.findall(r"(?:margin|padding|border|inset)-(?:left|right)", style_sheet())
    assert not re.findall(r"text-align: (?:left|right)", style_sheet())


def test_templates_hold_no_inline_style_or_script():
    root = Path(__file__).parents[2] / "templates"
    for template in root.rglob("*.html"):
        if "email" in template.parts or "mail" in template.parts:
            continue
        text = template.read_text(encoding="utf-8")
        assert " style=" not in text, template
        assert " onclick=" not in text, template
        assert "<script>" not in text, template
        assert "<style" not in text, template
