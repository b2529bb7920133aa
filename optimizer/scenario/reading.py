"""What the fields need to know about the whole file while one of them is read: its units, and where to report to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from optimizer.scenario.findings import Findings
from optimizer.scenario.number import Where
from optimizer.scenario.tree import Map, Path, Text, child, follow, where_is
from optimizer.units import UnitError, Units, atoms, filled, own_words
from optimizer.wording import listing, nearest, shortened

_BY_COMMODITY = ("inputs", "outputs", "build_inputs")


@dataclass
class Reading:
    """The state of reading one tree. Made by `begin`; given to the schema as its validation context."""

    root: Map
    units: Units
    findings: Findings
    unreadable: frozenset[str] = frozenset()
    """Declared units that cannot be understood (told when reading begins)."""
    cited: list[tuple[str, bool, Where, Path]] = field(default_factory=list)
    """Sources named by numbers: id, whether the number has a note, place, path."""

    def base(self, template: str, path: Path) -> str | None:
        """The unit that a field's template stands for at a path, None where the file does not say (told elsewhere)."""
        words = [("money", self.units.money)]
        if "capacity" in template or "output" in template:
            capacity = self._unit_of(child(self.root, "assets"), path[1:2], "capacity")
            if capacity is None:
                return None
            words += [("capacity", capacity), ("output", f"({capacity})*yr")]
        if "commodity" in template:
            commodity = self._unit_of(child(self.root, "commodities"), self._commodity(path), "unit")
            if commodity is None:
                return None
            words.append(("commodity", commodity))
        return filled(template, tuple(words))

    def _commodity(self, path: Path) -> Path:
        """The name of the commodity that the number at a path is about, as a path of one name, () if none is given."""
        if path[0] in ("commodities", "reserve"):
            name, where = path[1], where_is(self.root, path[:2])
        elif path[0] == "assets":
            at = max(i for i, part in enumerate(path) if part in _BY_COMMODITY and i < len(path) - 1)
            name, where = path[at + 1], where_is(self.root, path[: at + 2])
        else:
            given = follow(self.root, (*path[:2], "commodity"))
            if not isinstance(given, Text):
                return ()
            name, where, path = str(given), given.where, (*path[:2], "commodity", "")
        known = child(self.root, "commodities")
        if isinstance(known, Map) and name not in known:
            message = f"no commodity '{name}'; known: {listing(known)}"
            self.findings.hold(
                where, path[:-1] if path[-1] == "" else path, message, partial(nearest, str(name), known)
            )
        return (name,)

    def _unit_of(self, things: object, name: Path, key: str) -> str | None:
        """The unit that a commodity or an asset declares, None where it gives none that can be read."""
        if not isinstance(things, Map) or not name:
            return None
        unit = follow(things, (*name, key))
        if not isinstance(unit, Text) or unit in self.unreadable:
            return None
        return str(unit)


def begin(root: Map, findings: Findings) -> Reading:
    """Find out the units of a tree, and note which of them cannot be read."""
    money = _money(root, findings)
    declared = list(_declared(root))
    good = dict.fromkeys(str(text) for text in declared if _readable(text))
    units = Units(money, own_words(tuple(good), money))
    unreadable = set()
    for text in declared:
        try:
            if not units.measure(str(text))[1]:
                raise UnitError(f"'{shortened(text)}' is not a unit that things are counted in")
        except UnitError as error:
            unreadable.add(str(text))
            findings.error(text.where, text.path, error.message, error.hint)
    return Reading(root, units, findings, frozenset(unreadable))


def _money(root: Map, findings: Findings) -> str:
    given = follow(root, ("money", "unit"))
    if not isinstance(given, Text) or given == "USD":
        return "USD"
    plain = given.isascii() and given.isidentifier() and len(given) <= 20
    if not plain or Units("USD").knows(str(given)):
        findings.error(given.where, given.path, f"'{given[:30]}' is not a currency; write a code such as USD or EUR")
        return "USD"
    return str(given)


def _declared(root: Map) -> Iterator[Text]:
    for things, key in (("commodities", "unit"), ("assets", "capacity")):
        entries = child(root, things)
        for entry in entries.values() if isinstance(entries, Map) else ():
            unit = child(entry, key)
            if isinstance(unit, Text):
                yield unit


def _readable(unit: str) -> bool:
    try:
        return bool(atoms(str(unit)))
    except UnitError:
        return False
