"""Our own import contract: a feature is reached only through its package face."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class FaceContract(Contract):
    """Breaks when a module inside a feature is imported from outside it (but for `allowed_importers`)."""

    container = fields.StringField()
    allowed_importers = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - its base's
        """Find every import that goes past a face."""
        allowed = tuple(str(one) for one in self.allowed_importers)
        leaks: list[str] = []
        for face in sorted(graph.find_children(str(self.container))):
            for inner in graph.find_descendants(face):
                for importer in graph.find_modules_that_directly_import(inner):
                    is_inside = importer == face or importer.startswith(f"{face}.")
                    if not is_inside and not importer.startswith(allowed):
                        leaks.append(f"{importer} -> {inner}")
        return ContractCheck(kept=not leaks, metadata={"leaks": sorted(leaks)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that leaks."""
        for leak in check.metadata["leaks"]:
            output.print_error(leak)
