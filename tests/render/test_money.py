"""Money in the language of the page."""

from __future__ import annotations

from babel import Locale

from support.rows import every_row
from therapyblog.render.filters import money
from therapyblog.settings.currencies import CURRENCIES


@every_row(
    "amount, currency, language, written",
    [
        (60, "GBP", "en-GB", "£60"),
        (47.5, "GBP", "en-GB", "£47.50"),
        (1200, "EUR", "en-IE", "€1,200"),
        (1200, "EUR", "de", "1.200\xa0€"),
        (47.5, "EUR", "fr", "47,50\xa0€"),
        (120, "CHF", "de-CH", "CHF\xa0120"),
        (8000, "JPY", "ja", "￥8,000"),
        (60, "USD", "xx-Nowhere", "$60"),
    ],
)
def test_an_amount_is_written_as_the_language_writes_it(amount, currency, language, written):
    assert money(amount, currency, language) == written


def test_nearly_every_currency_that_a_site_may_name_is_known_to_babel():
    known = Locale("en").currencies

    assert {one for one in CURRENCIES if one not in known} <= {"XCG", "ZWG"}  # they came in 2024 and 2025
