"""What goes without saying of a practice in a country: its language, time zone and currency."""

from __future__ import annotations

from typing import NamedTuple

_USUAL = {
    "AT": ("de-AT", ""), "AU": ("en-AU", "Australia/Sydney"), "BE": ("nl-BE", ""), "BR": ("pt-BR", "America/Sao_Paulo"),
    "CA": ("en-CA", "America/Toronto"), "CH": ("de-CH", ""), "DE": ("de", "Europe/Berlin"), "DK": ("en", ""),
    "ES": ("es", "Europe/Madrid"), "FI": ("en", ""), "FR": ("fr", ""), "GB": ("en-GB", ""), "IE": ("en-IE", ""),
    "IN": ("en-IN", ""), "IT": ("it", ""), "JP": ("en", ""), "NL": ("nl", ""), "NO": ("en", ""),
    "NZ": ("en-NZ", "Pacific/Auckland"), "PL": ("pl", ""), "PT": ("pt-PT", "Europe/Lisbon"), "SE": ("en", ""),
    "US": ("en-US", "America/New_York"), "ZA": ("en-ZA", ""),
}  # fmt: skip
"""The language of most practices, among those that themes speak; the zone of most people, where there are several."""
_ONE_ZONE_COUNTS = ("DE", "ES", "PT")
"""Countries of several zones where nearly everybody lives in the usual one."""

AUTHORITIES = {
    "AT": "Datenschutzbehörde", "BE": "Gegevensbeschermingsautoriteit", "DK": "Datatilsynet",
    "CH": "Eidgenössischer Datenschutz- und Öffentlichkeitsbeauftragter",
    "DE": "Landesbeauftragte für den Datenschutz", "ES": "Agencia Española de Protección de Datos",
    "FI": "Office of the Data Protection Ombudsman", "FR": "CNIL", "GB": "Information Commissioner’s Office",
    "IE": "Data Protection Commission", "IT": "Garante per la protezione dei dati personali",
    "NL": "Autoriteit Persoonsgegevens", "NO": "Datatilsynet", "PL": "Urząd Ochrony Danych Osobowych",
    "PT": "Comissão Nacional de Proteção de Dados", "SE": "Integritetsskyddsmyndigheten",
}  # fmt: skip
"""Who hears complaints where the law gives the rights of Articles 15 to 17 GDPR, or the same ones (GB, CH, NO)."""

IMPRINT_PAGES = ("BE", "CH", "DK", "ES", "FI", "FR", "IE", "IT", "NL", "PL", "PT", "SE")
"""Where a site has to name its provider, besides Germany and Austria, whose sites have an imprint by themselves:
Directive 2000/31/EC, Article 5; in Switzerland Article 3 (1) s UWG."""


class PlaceDefaults(NamedTuple):
    """What is usual in a country."""

    language: str
    timezone: str
    zones: int
    """How many time zones one may live in there."""
    currency: str


def place_of(country: str) -> PlaceDefaults:
    """Return what is usual in a country (ISO 3166-1)."""
    from babel.core import get_global  # noqa: PLC0415 - only where a site is begun with answers
    from babel.numbers import get_territory_currencies  # noqa: PLC0415 - see above

    language, zone = _USUAL.get(country, ("en", ""))
    zones = get_global("territory_zones").get(country, [])
    currencies = get_territory_currencies(country)
    return PlaceDefaults(
        language=language,
        timezone=zone or (zones[0] if zones else "UTC"),
        zones=1 if country in _ONE_ZONE_COUNTS else len(zones),
        currency=currencies[0] if currencies else "",
    )
