"""The headings that figures stand under, on the page and in Snakemake's report."""

from collections.abc import Iterable

#: Headings in the order of the page, and how the names of their figures begin.
GROUPS = {
    "Quality and cost over dimensions": ("over_dims", "cost_over_dims"),
    "Embeddings in two dimensions": ("disc-", "distance_map-", "l2_effect-"),
    "Hierarchy and errors": ("norm_depth-", "errors-"),
    "Training": ("loss_curves", "quality_over_time", "film-", "animation-"),
}
OTHERS = "Further figures"


def group_of(name: str) -> str:
    """The heading of a figure by its name."""
    return next((title for title, starts in GROUPS.items() if name.startswith(starts)), OTHERS)


def grouped(names: Iterable[str]) -> dict[str, list[str]]:
    """Figures by heading, those that none claims last; empty headings are left out."""
    under: dict[str, list[str]] = {title: [] for title in [*GROUPS, OTHERS]}
    for name in names:
        under[group_of(name)].append(name)
    return {title: some for title, some in under.items() if some}
