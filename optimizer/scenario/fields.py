"""Annotations of the schema: how a number, a path of numbers, a date or a yes/no is read from the file.

`Annotated[Number, Quantity("money/capacity", ge=0)]` reads every form of a number, with Series also paths over time. A
bare number is in the base unit of the field. While a file is read the validation context is a `Reading`; without one
(blocks made in code) numbers are taken as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel
from pydantic_core import PydanticCustomError, core_schema

from optimizer.scenario.amounts import AmountError, in_base, quoted
from optimizer.scenario.dates import FORMS, decimal_year
from optimizer.scenario.number import Number, Series
from optimizer.scenario.read_number import ANY_TIME, NumberReader, Told
from optimizer.scenario.reading import Reading
from optimizer.scenario.tree import Items, Map, Text, kind
from optimizer.wording import meant

PLAIN_ERROR = "plain"
"""Type of the errors whose text is written here, in plain words."""
Made = TypeVar("Made", bound=BaseModel)


@dataclass(frozen=True)
class Quantity:
    """A number, or a number over time, in the unit that the template `unit` stands for, within bounds."""

    unit: str
    ge: float | None = None
    gt: float | None = None
    le: float | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        kinds = get_args(source) or (source,)
        over_time, optional = Series in kinds, type(None) in kinds

        def read(raw: Any, info: core_schema.ValidationInfo) -> Any:
            return self._read(raw, over_time, optional, info.context)

        return core_schema.with_info_plain_validator_function(read)

    def _read(self, raw: Any, over_time: bool, optional: bool, reading: Reading | None) -> Number | Series | None:
        if isinstance(raw, Text | Map) and reading is not None:
            base = reading.base(self.unit, raw.path)
            reader = NumberReader(reading, base, self.unit, self.outside)
            try:
                return reader.series(raw) if over_time else reader.number(raw, raw.path)
            except Told:
                return _stand_in(base or self.unit, over_time)
        if raw is None and optional:
            return None
        return self._made_in_code(raw, over_time)

    def _made_in_code(self, raw: Any, over_time: bool) -> Number | Series:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            raw = Number(float(raw), self.unit)
        if isinstance(raw, Series) and over_time:
            return raw
        if isinstance(raw, Number):
            return Series(ANY_TIME, (raw,)) if over_time else raw
        what = "a number, or numbers by year," if over_time else "a number"
        raise plain_error(f"{what} is wanted here; found {_found(raw)}")

    def outside(self, value: float) -> str:
        """What is wrong with a value in base units, "" if nothing is."""
        share = " (100 %)" if self.le == 1 else ""
        if self.ge is not None and value < self.ge:
            return f"must be {self.ge:g} or more"
        if self.gt is not None and value <= self.gt:
            return f"must be more than {self.gt:g}"
        if self.le is not None and value > self.le:
            return f"must be at most {self.le:g}{share}"
        return ""


@dataclass(frozen=True)
class Date:
    """A date as a decimal year, or a pair of them, first and last. A last *day* (`end`) counts in full."""

    end: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        kinds = get_args(source) or (source,)
        pair, optional = any(get_args(kind) for kind in kinds), type(None) in kinds

        def read(raw: Any, info: core_schema.ValidationInfo) -> Any:
            if raw is None and optional:
                return None
            return self._pair(raw, info.context) if pair else self._one(raw, self.end, info.context)

        return core_schema.with_info_plain_validator_function(read)

    def _pair(self, raw: Any, reading: Reading | None) -> tuple[float, float]:
        if not isinstance(raw, list | tuple) or len(raw) != 2:
            raise plain_error(f"two dates, [first, last], are wanted here; found {_found(raw)}")
        first, last = (self._one(date, end, reading, (int(end),)) for date, end in zip(raw, (False, True), strict=True))
        if last < first:
            raise plain_error(f"the last date, {raw[1]}, is before the first, {raw[0]}")
        return first, last

    def _one(self, raw: Any, end: bool, reading: Reading | None, at: tuple[int, ...] = ()) -> float:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return float(raw)
        if not isinstance(raw, str):
            raise plain_error(f"a date is wanted here ({FORMS}); found {_found(raw)}", at=at)
        start, *shifts = raw.split(" + ")
        try:
            year = decimal_year(start, end)
            for shift in shifts if reading else ():
                year += in_base(shift, "yr", reading.units) if reading else 0.0
        except (ValueError, AmountError) as error:
            raise plain_error(f"{quoted(raw)} {error}", at=at) from None
        return year


class _Flag:
    """true or false; `no`, `on` and `1` are words."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(_read_flag)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "boolean"}


class _Setting:
    """A plain value of any kind: true or false, a number, a text."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(_read_setting)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean"]}


Flag = Annotated[bool, _Flag()]
Setting = Annotated[str | float | int | bool, _Setting()]
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_MEANT = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}


def _read_flag(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, Text) and not raw.quoted and str(raw) in _TRUTH:
        return _TRUTH[str(raw)]
    truth = _MEANT.get(str(raw).casefold(), "") if isinstance(raw, str) else ""
    raise plain_error(f"true or false is wanted here; found {_found(raw)}", meant(truth) if truth else "")


def _read_setting(raw: Any) -> str | float | int | bool:
    if isinstance(raw, bool | int | float):
        return raw
    if not isinstance(raw, str):
        raise plain_error(f"a plain value is wanted here; found {_found(raw)}")
    text = str(raw)
    if isinstance(raw, Text) and raw.quoted:
        return text
    if text in _TRUTH:
        return _TRUTH[text]
    for numeric in (int, float):
        try:
            return numeric(text)
        except ValueError:
            continue
    return text


def plain_error(text: str, hint: str = "", at: tuple[int, ...] = ()) -> PydanticCustomError:
    """An error of validation in plain words; `at` is its place inside the field."""
    return PydanticCustomError(PLAIN_ERROR, "{text}", {"text": text, "hint": hint, "at": at})


def _found(raw: Any) -> str:
    return kind(raw) if raw is None or isinstance(raw, Text | Map | Items) else repr(raw)[:60]


def _stand_in(unit: str, over_time: bool) -> Number | Series:
    """In place of a number that cannot be used, so that the rest of the file is read and told about too."""
    number = Number(0.0, unit)
    return Series(ANY_TIME, (number,)) if over_time else number


# --- defaults ---------------------------------------------------------------------------------------------------------


def with_units(made: Made, raw: Any, reading: Reading | None) -> Made:
    """The same block with the numbers that came by default in the unit of their place.

    Defaults are 0, 1 or shares, so their value is the same in any unit; only the unit has to be named.
    """
    for name, quantity, default in _defaults(type(made)):
        if name in made.model_fields_set:
            continue
        base = _default_base(quantity, raw, reading)
        if base is not None:
            made.__dict__[name] = _in_unit(default, base)
    return made


def _default_base(quantity: Quantity, raw: Any, reading: Reading | None) -> str | None:
    if reading is not None and isinstance(raw, Map) and raw.path:
        return reading.base(quantity.unit, raw.path)
    return None


def _in_unit(default: Number | Series, unit: str) -> Number | Series:
    if isinstance(default, Number):
        return replace(default, unit=unit)
    return Series(default.years, tuple(replace(point, unit=unit) for point in default.values))


@lru_cache(maxsize=256)
def _defaults(block: type[BaseModel]) -> tuple[tuple[str, Quantity, Number | Series], ...]:
    return tuple(_numbers_by_default(block))


def _numbers_by_default(block: type[BaseModel]) -> Iterator[tuple[str, Quantity, Number | Series]]:
    for name, field in block.model_fields.items():
        quantity = next((about for about in field.metadata if isinstance(about, Quantity)), None)
        if quantity is not None and isinstance(field.default, Number | Series):
            yield name, quantity, field.default
