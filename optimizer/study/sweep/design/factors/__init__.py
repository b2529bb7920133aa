"""The factors of a study against its base: each entry of `vary` becomes an axis, a sourced wildcard one a number."""
