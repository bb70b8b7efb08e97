"""The objectives of the node-wise trainer, of which a recipe has one."""

from collections.abc import Callable

from poincare.training.nodewise.batch_terms import BatchTerms
from poincare.training.nodewise.fermi_dirac import fermi_dirac
from poincare.training.nodewise.settings import Settings
from poincare.training.nodewise.softmax import softmax


def objective_of(settings: Settings) -> Callable[..., BatchTerms]:
    """`fermi_dirac` where the settings have that key, else `softmax`."""
    return softmax if settings.fermi_dirac is None else fermi_dirac
