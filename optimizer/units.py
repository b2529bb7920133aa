"""Units at the edge of the program: texts such as `13.9 M USD/MW` become numbers in the base unit of their field.

1 year is 12 months, 365 days or 8760 hours. Prefixes k, M, G, T (and thousand, million, billion, trillion) may stand
apart from their unit. A word that is no unit becomes one where a commodity or a capacity is declared in it: `wafer`.
Conversions are exact fractions, rounded once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, NoReturn

from optimizer.wording import Explained, meant, nearest

PREFIXES = {
    "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12,
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_DEFINITIONS = """
kilo- = 1000 = k-
mega- = 1000000 = M-
giga- = 1000000000 = G-
tera- = 1000000000000 = T-
year = [time] = yr = a
quarter = 1/4 year
month = 1/12 year = mo
week = 7/365 year = wk
day = 1/365 year = d
hour = 1/8760 year = h = hr
minute = 1/60 hour = min
second = 1/3600 hour = s = sec
watt = [power] = W
watthour = watt * hour = Wh
voltampere = [apparent_power] = VA
tonne = [mass] = t
gram = 1/1000000 tonne = g
byte = [data] = B
percent = 1/100 = pct
basispoint = 1/10000 = bp
"""
_TIMES = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
_PREFIXED = [prefix + name for name in ("W", "Wh", "VA", "t", "B") for prefix in ("", "k", "M", "G", "T")]
_OTHERS = ["yr", "h", "s", "g", "kg", "watt", "tonne", "gram", "byte", "%", "percent", "bp"]
_NAMES = (*(f"{time}s" for time in _TIMES), *_PREFIXED, *_OTHERS)
_NO_PREFIX = (*_TIMES, "percent", "basispoint")
_TOKEN = re.compile(r"\s*(?:(?P<word>%|[^\W\d]\w*)|(?P<number>\d+)|(?P<op>\*\*|[-*/^()·×]))")
_LONGEST = 200
Atoms = dict[str, int]
Root = tuple[tuple[str, int], ...]


class UnitError(Explained):
    """A unit text that cannot be read, or that is of another kind than is wanted."""


# --- unit texts -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def atoms(text: str) -> tuple[tuple[str, int], ...]:
    """A unit text as its words and their powers: `M USD/MW` is (("M USD", 1), ("MW", -1))."""
    return tuple((word, power) for word, power in _Grammar(text).whole().items() if power)


def written(powers: Atoms) -> str:
    """Words and powers as a unit text: MW*yr, USD/t, 1/yr."""
    up = [word + (f"^{power}" if power > 1 else "") for word, power in powers.items() if power > 0]
    down = ["/" + word + (f"^{-power}" if power < -1 else "") for word, power in powers.items() if power < 0]
    return ("*".join(up) or "1") + "".join(down)


@lru_cache(maxsize=4096)
def filled(template: str, words: tuple[tuple[str, str], ...]) -> str:
    """A unit text with some of its words replaced by unit texts, and what cancels left out."""
    meaning = dict(words)
    total: Atoms = {}
    for word, power in atoms(template):
        for inner, inner_power in atoms(meaning[word]) if word in meaning else ((word, 1),):
            total[inner] = total.get(inner, 0) + power * inner_power
    return written(total)


def rate_of(amount: str) -> str:
    """Unit of an amount a year, without brackets; a level summed over years is that level again.

    >>> rate_of("MW*yr"), rate_of("wafer")
    ('MW', 'wafer/yr')
    """
    return amount.removesuffix("*yr") if amount.endswith("*yr") else f"{amount}/yr"


class _Grammar:
    """Reads a unit text, left to right as in arithmetic: USD/MW*yr is USD times yr over MW.

    product = factor ((* | / | per | nothing) factor)*      factor = (1 | [prefix] word | "(" product ")") [^ integer]
    """

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.tokens = self._tokens()
        self.at = 0
        self.depth = 0

    def _tokens(self) -> list[str]:
        if len(self.text) > _LONGEST:
            raise UnitError(f"'{self.text[:30]}…' is too long for a unit")
        found, at = [], 0
        while at < len(self.text):
            token = _TOKEN.match(self.text, at)
            if token is None:
                self._wrong(f"'{self.text[at:].strip()[:1]}' has no place in a unit", _symbol_hint(self.text[at:]))
            found.append(token.group().strip())
            at = token.end()
        return found

    def whole(self) -> Atoms:
        if self._peek() == "/":
            self.tokens.insert(0, "1")
        result = self._product()
        if self._peek():
            self._wrong(f"'{self._peek()}' is out of place")
        return result

    def _product(self) -> Atoms:
        total = self._factor()
        while (token := self._peek()) and token != ")":
            sign = 1
            if token in ("*", "/", "per", "·", "×"):
                self.at += 1
                sign = -1 if token in ("/", "per") else 1
            for word, power in self._factor().items():
                total[word] = total.get(word, 0) + sign * power
        return total

    def _factor(self) -> Atoms:
        token = self._take()
        if token == "(":
            self.depth += 1
            if self.depth > 10:
                self._wrong("too many brackets")
            inner = self._product()
            if self._take() != ")":
                self._wrong("a bracket is left open")
            self.depth -= 1
        elif token == "1":
            inner = {}
        elif token in PREFIXES:
            word = self._take()
            if not _is_word(word) or word in PREFIXES:
                self._wrong(f"'{token}' is a prefix and needs a unit after it", meant(f"{token} USD"))
            inner = {f"{token} {word}": 1}
        elif _is_word(token):
            inner = {token: 1}
        else:
            self._wrong(f"'{token}' is out of place" if token else "it ends too early")
        return {word: power * exponent for exponent in [self._power()] for word, power in inner.items()}

    def _power(self) -> int:
        if self._peek() not in ("^", "**"):
            return 1
        self.at += 1
        sign = 1
        if self._peek() == "-":
            sign, self.at = -1, self.at + 1
        digits = self._take()
        if not (digits.isascii() and digits.isdigit()) or int(digits[:3]) > 9:
            self._wrong("a power must be a whole number up to 9")
        return sign * int(digits[:3])

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self.at += 1
        return token

    def _wrong(self, reason: str, hint: str = "") -> NoReturn:
        raise UnitError(f"'{self.text}' is not a unit: {reason}", hint)


def _is_word(token: str) -> bool:
    return token == "%" or ((token[:1].isalpha() or token[:1] == "_") and token != "per")


def _symbol_hint(text: str) -> str:
    symbol = text.strip()[:1]
    if symbol == ",":
        return "Write numbers without commas."
    code = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}.get(symbol)
    return meant(code) if code else ""


# --- what units measure -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Units:
    """The units of one scenario: the common ones, its money, and the words its commodities are counted in."""

    money: str
    """Currency, the one unit of money."""
    words: tuple[str, ...] = ()
    """Units that the scenario declares itself, each a dimension of its own."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names for messages."""
        return (*_NAMES, self.money, *self.words)

    def factor(self, text: str, base: str) -> Fraction:
        """What one `text` is in `base`. A share may stand for a share a year: `8 %` where 1/yr is wanted."""
        if text == base:
            return Fraction(1)
        return _factor(self, text, base)

    def measure(self, text: str) -> tuple[Fraction, Root]:
        """A unit text as a factor and the basic units it comes down to."""
        return _measure(self, text)

    def knows(self, word: str) -> bool:
        """Whether a word, with or without a prefix, is a unit."""
        try:
            _word(self, word)
        except UnitError:
            return False
        return True


@lru_cache(maxsize=16384)
def _factor(units: Units, text: str, base: str) -> Fraction:
    own, own_root = _measure(units, text)
    wanted, wanted_root = _measure(units, base)
    if own_root != wanted_root and not (own_root == () and wanted_root == (("year", -1),)):
        raise UnitError(f"is in {text}", lambda: _regrouped(units, text, wanted_root))
    return own / wanted


@lru_cache(maxsize=16384)
def _measure(units: Units, text: str) -> tuple[Fraction, Root]:
    factor = Fraction(1)
    total: Atoms = {}
    for atom, power in atoms(text):
        prefix, _, word = atom.rpartition(" ")
        own, root = _word(units, word)
        factor *= (own * PREFIXES.get(prefix, 1)) ** power
        for name, inner in root:
            total[name] = total.get(name, 0) + inner * power
    return factor, tuple(sorted((name, power) for name, power in total.items() if power))


@lru_cache(maxsize=16384)
def _word(units: Units, word: str) -> tuple[Fraction, Root]:
    registry = _registry(units)
    name = "percent" if word == "%" else word
    candidates = registry.parse_unit_name(name) if name.isascii() else ()
    if not any(_sensible(prefix, known) for prefix, known, _ in candidates):
        money = f" (the money here is {units.money})" if re.fullmatch(r"[A-Z]{3}|\$|dollars?", word) else ""
        raise UnitError(f"'{word}' is not a known unit{money}", lambda: nearest(word, units.names))
    factor, root = registry.get_root_units(registry.UnitsContainer({name: 1}))
    return Fraction(factor), tuple((str(base), int(power)) for base, power in root._units.items())


def _sensible(prefix: str, name: str) -> bool:
    """No kiloyears or megapercent."""
    return not (prefix and name in _NO_PREFIX)


@lru_cache(maxsize=64)
def _registry(units: Units) -> Any:
    import pint  # takes a fifth of a second: only when a unit has to be understood

    registry: Any = pint.UnitRegistry(None, non_int_type=Fraction, cache_folder=None)
    for definition in _DEFINITIONS.strip().splitlines():
        registry.define(definition)
    registry.define(f"{units.money} = [money]")
    for word in units.words:
        registry.define(f"{word} = [{word}]")
    return registry


def _regrouped(units: Units, text: str, wanted: Root) -> str:
    """USD/wafer/yr where USD/(wafer/yr) fits: the bracket that is missing."""
    parts = [part.strip() for part in text.split("/")]
    for first in range(1, len(parts) - 1):
        guess = "/".join(parts[:first]) + "/(" + "/".join(parts[first:]) + ")"
        try:
            if _measure(units, guess)[1] == wanted:
                return meant(guess)
        except UnitError:
            continue
    return ""


@lru_cache(maxsize=256)
def own_words(declared: tuple[str, ...], money: str) -> tuple[str, ...]:
    """Words in declared units (of commodities and capacities) that are units of the scenario's own.

    A word that differs from a known unit only in its capitals (`mw`) is none: it stays unknown, and is told as such.
    """
    common = Units(money)
    folded = {name.casefold() for name in common.names}
    words = {atom.rpartition(" ")[2] for text in declared for atom, _ in atoms(text)}
    found = {word for word in words if _usable(word) and word.casefold() not in folded and not common.knows(word)}
    return tuple(sorted(word for word in found if not (word.endswith("s") and word[:-1] in found)))


def _usable(word: str) -> bool:
    """Whether a word can be made a unit; pint gives some beginnings a meaning of their own."""
    return word.isascii() and word.isidentifier() and len(word) <= 40 and not word.startswith(("_", "delta_"))
