"""How entries of a rule set cite: a source as `document#anchor`, a policy, a rule."""

from typing import Annotated

from pydantic import StringConstraints

Citation = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+#[a-z0-9-]+$")]
PolicyReference = Annotated[str, StringConstraints(pattern=r"^chính sách [a-z0-9-]+$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^R[0-9]{2}$")]
AnyRuleId = Annotated[str, StringConstraints(pattern=r"^[RKQ][0-9]{2}$")]


def document_of(citation: str) -> str:
    """Code of the document that a citation names."""
    return citation.partition("#")[0]
