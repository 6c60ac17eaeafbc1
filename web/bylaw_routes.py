"""What anybody may read of a village's bylaws, where villagers answer a draft, and the slips."""

from web.guards import GuardedRoute, action, page
from web.pages import bylaw_kept, bylaw_opinions, bylaw_papers, bylaw_slips, bylaws

ALL = "/v/{village}/bylaws/"
ONE = ALL + "{edition_id:int}"
SLIPS = "/desk/{village}/bylaws/{edition_id:int}/slips"

BYLAWS: list[GuardedRoute] = [
    page(ALL, bylaws.rules, "anyone"),
    page(ALL + "charter", bylaws.charter, "anyone"),
    page(ALL + "keeping", bylaw_kept.show, "anyone"),
    page(ALL + "articles/{article_id:int}", bylaw_papers.article, "anyone"),
    page(ALL + "{first_id:int}..{second_id:int}", bylaw_papers.compare, "anyone"),
    page(ONE, bylaws.show, "anyone"),
    page(ONE + ".{form}", bylaw_papers.download, "anyone"),
    page(ONE + "/booklet", bylaw_papers.booklet, "anyone"),
    page(ONE + "/poster", bylaw_papers.poster, "anyone"),
    page(ONE + "/opinion", bylaw_opinions.ask, "signed_in"),
    action(ONE + "/opinion", bylaw_opinions.give),
    page(ONE + "/opinions/{opinion_id:int}", bylaw_opinions.receipt, "signed_in"),
    page(SLIPS, bylaw_slips.show, "office"),
    action(SLIPS, bylaw_slips.print_, "office"),
    action(SLIPS + "/returned", bylaw_slips.returned, "office"),
    page(SLIPS + "/sheet", bylaw_slips.sheet, "office"),
]
