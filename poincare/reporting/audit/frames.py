"""The audit as tidy frames."""

from dataclasses import dataclass

import pandas as pd

from poincare.reporting.audit.baselines import baselines
from poincare.reporting.audit.flaws import flaws
from poincare.reporting.audit.rules import AuditRules
from poincare.reporting.audit.verdicts import audit, explained
from poincare.reporting.published import Published


@dataclass(frozen=True, eq=False, kw_only=True)
class AuditFrames:
    """Verdicts, explanations, baselines and flaws, each as its own module describes it."""

    audit: pd.DataFrame
    explanations: pd.DataFrame
    baselines: pd.DataFrame
    flaws: pd.DataFrame


def audit_frames(results: pd.DataFrame, published: Published, rules: AuditRules) -> AuditFrames:
    """The audit of `results`."""
    return AuditFrames(
        audit=audit(results, rules),
        explanations=explained(results, rules),
        baselines=baselines(results, published, rules.baselines),
        flaws=flaws(results),
    )
