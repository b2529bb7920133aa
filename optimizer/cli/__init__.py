"""The command line: arguments, exit codes, printing; no modelling.

`application` lists the verbs, `verbs` and `arguments` say what each does and takes, `screen` is the only place that
prints. Everything heavy is imported by the verb that needs it, so that `--help` answers at once.
"""

from optimizer.cli.application import main

__all__ = ["main"]
