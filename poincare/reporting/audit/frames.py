"""The audit as tidy frames."""

from dataclasses import dataclass

import pandas as pd

from poincare.reporting.audit.baselines import baselines
from poincare.reporting.audit.flaws import flaws_beside
from poincare.reporting.audit.judged import audit, explained
from poincare.reporting.audit.rules import AuditRules
from poincare.reporting.kept.rows import Kept
from poincare.reporting.published import Published


@dataclass(frozen=True, eq=False, kw_only=True)
class AuditFrames:
    """Verdicts, explanations, baselines and flaws, each as its own module describes it.

    `kept` are the kept results among them.
    """

    audit: pd.DataFrame
    explanations: pd.DataFrame
    baselines: pd.DataFrame
    flaws: pd.DataFrame
    kept: Kept


def audit_frames(
    results: pd.DataFrame, kept: Kept, published: Published, rules: AuditRules
) -> AuditFrames:
    """The audit of `results` and, where they have no value, of kept ones."""
    both = kept.beside(results)
    return AuditFrames(
        audit=audit(both, rules),
        explanations=explained(both, rules),
        baselines=baselines(both, published, rules.baselines),
        flaws=flaws_beside(results, kept.rows),
        kept=kept,
    )
