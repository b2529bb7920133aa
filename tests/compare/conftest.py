"""Commands as a user types them, as in tests/cli."""

from tests.cli.conftest import files, optimizer, process

__all__ = ["files", "optimizer", "process"]
