"""All rows of 村规民约, to be imported from one place."""

from bylaws.keeping_models import (
    Acknowledgement,
    BylawFiling,
    Carrying,
    CarryingKind,
    ConsentWay,
    CorrectionOrder,
    RedListEntry,
    TextReview,
    Watch,
    WatchedArticle,
)
from bylaws.making_models import (
    AdviserSignature,
    BylawOpinion,
    EditionAdvice,
    FindingDecision,
    OpinionOutcome,
    OpinionWay,
)
from bylaws.text_models import (
    Article,
    ArticleEdit,
    BylawKind,
    Edition,
    EditionArticle,
    EditionPart,
    EditionStage,
    EditKind,
)

__all__ = [
    "Acknowledgement",
    "AdviserSignature",
    "Article",
    "ArticleEdit",
    "BylawFiling",
    "BylawKind",
    "BylawOpinion",
    "Carrying",
    "CarryingKind",
    "ConsentWay",
    "CorrectionOrder",
    "EditKind",
    "Edition",
    "EditionAdvice",
    "EditionArticle",
    "EditionPart",
    "EditionStage",
    "FindingDecision",
    "OpinionOutcome",
    "OpinionWay",
    "RedListEntry",
    "TextReview",
    "Watch",
    "WatchedArticle",
]
