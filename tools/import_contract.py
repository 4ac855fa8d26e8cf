"""An import-linter contract whose sources are named by pattern, so that it also covers modules to come."""

from fnmatch import fnmatchcase

from grimp import ImportGraph
from importlinter import ContractCheck, fields
from importlinter.contracts.forbidden import ForbiddenContract


class ForbiddenByName(ForbiddenContract):
    """`forbidden`, but `*` in a source stands for any part of a name and a source that is not there is no error."""

    type_name = "forbidden_by_name"

    source_modules = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Check the modules of the graph that match a pattern, and everything they import in turn."""
        patterns: set[str] = vars(self)["source_modules"]
        expand = fields.ModuleExpressionField().parse
        matching = (name for name in graph.modules if any(fnmatchcase(name, pattern) for pattern in patterns))
        vars(self)["source_modules"] = {expand(name) for name in matching}
        return super().check(graph, verbose)
