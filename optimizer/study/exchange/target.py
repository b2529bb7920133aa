"""What `--to` and `--out` ask for: a form by its name, or a file whose ending says the form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from optimizer.errors import UsageError
from optimizer.wording import nearest


class Form(StrEnum):
    """The forms that can be written, by the names that `--to` takes."""

    IAMC = "iamc"
    XLSX = "xlsx"
    PARQUET = "parquet"
    MPS = "mps"
    LP = "lp"


ENDINGS: dict[Form, str] = {
    Form.IAMC: ".iamc.csv",
    Form.XLSX: ".xlsx",
    Form.PARQUET: ".parquet",
    Form.MPS: ".mps",
    Form.LP: ".lp",
}
"""How the name of each form ends."""
MODELS = (Form.MPS, Form.LP)
"""The forms that hold the linear program; the others hold a result."""


@dataclass(frozen=True)
class Target:
    """What is to be written, and where."""

    form: Form
    path: Path

    @property
    def is_model(self) -> bool:
        """Whether it is the linear program, not a result."""
        return self.form in MODELS


def target(subject: Path, to: str, out: Path | None = None) -> Target:
    """What `--to` and `--out` ask for.

    to : a form, or a file whose ending says it.  out : the file, where `to` is a form; without it the file goes to the
    current directory, under the name of `subject`. Raises `UsageError` where they do not say what to write.
    """
    if to in list(Form):
        form = Form(to)
        path = out or Path(f"{_stem(subject)}{ENDINGS[form]}")
    elif out is not None:
        raise UsageError(f"--out names the file, so --to has to be one of {', '.join(Form)}; found '{to}'")
    else:
        path = Path(to)
        form = _form_of(path)
    _require_folder(path, "--out" if out else "--to")
    return Target(form, path)


def _form_of(path: Path) -> Form:
    """The form that the ending of a name says."""
    name = path.name.lower()
    for form, ending in ENDINGS.items():
        if name.endswith(ending) and name != ending:
            return form
    raise UsageError(_no_form(path))


def _no_form(path: Path) -> str:
    if path.suffix.lower() == ".csv":
        return f"--to {path}: IAMC data has a name that ends in .iamc.csv: {path.with_suffix('.iamc.csv')}"
    *others, last = ENDINGS.values()
    allowed = f"the name must end in {', '.join(others)} or {last}, or be one of {', '.join(Form)}"
    hint = "" if path.suffix else nearest(str(path), tuple(Form))
    return f"--to {path}: {allowed}. {hint}".strip()


def _require_folder(path: Path, option: str) -> None:
    """Refuse early a place where nothing can be written."""
    if not path.parent.is_dir():
        raise UsageError(f"{option} {path}: there is no folder {path.parent}")


def _stem(subject: Path) -> str:
    """What a file goes by that is made from a results folder or a scenario file."""
    place = subject.resolve()
    return place.name if place.is_dir() else place.stem
