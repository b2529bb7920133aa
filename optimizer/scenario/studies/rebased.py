"""The text of a study with another base, so that it runs from another folder."""

from __future__ import annotations

from optimizer.scenario.studies.inline import quoted


def rebased(text: str, base: str) -> str:
    """The text of a study with another file under `base`; comments and all else stay as they are.

    A base that is merged in (`<<`) stays too.

    >>> print(rebased("base: ../us.yaml  # today's law\\ndesign: grid\\n", "../../scenarios/us.yaml"), end="")
    base: "../../scenarios/us.yaml"  # today's law
    design: grid
    """
    span = _value_of("base", text)
    return text if span is None else text[: span[0]] + quoted(base) + text[span[1] :]


def _value_of(wanted: str, text: str) -> tuple[int, int] | None:
    """Where the text under a key of the whole begins and ends, None where the key is not written there."""
    import yaml

    opening = (
        yaml.BlockMappingStartToken,
        yaml.BlockSequenceStartToken,
        yaml.FlowMappingStartToken,
        yaml.FlowSequenceStartToken,
    )
    closing = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
    depth, in_key, key = 0, False, ""
    for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        depth += isinstance(token, opening) - isinstance(token, closing)
        if depth != 1:
            continue
        if isinstance(token, (yaml.KeyToken, yaml.ValueToken)):
            in_key = isinstance(token, yaml.KeyToken)
        elif isinstance(token, (yaml.ScalarToken, yaml.AliasToken)):
            if in_key:
                key = token.value
            elif key == wanted:
                begin, end = token.start_mark.index, token.end_mark.index
                return begin, begin + len(text[begin:end].rstrip())  # without the break after a text of several lines
    return None
