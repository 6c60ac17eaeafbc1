import pytest
from starlette.routing import Match

from web.guards import page
from web.routes import ROUTES
from web.routing import Likes

LIKES = Likes(ROUTES)


def example(route):
    """An address of that route; its words are such as stand in others' patterns too."""
    found = route.path
    for name, convertor in route.param_convertors.items():
        plain = type(convertor).__name__ == "IntegerConvertor"
        found = found.replace(f"{{{name}:int}}", "12").replace(
            f"{{{name}}}", "12" if plain else "new"
        )
    return found


def in_turn(scope):
    """As a list of routes is asked one after another."""
    found = [(route.matches(scope)[0], route) for route in ROUTES]
    for wanted in (Match.FULL, Match.PARTIAL):
        for match, route in found:
            if match is wanted:
                return wanted, route
    return Match.NONE, None


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_every_address_leads_where_the_list_leads_one_by_one(method):
    addresses = {example(route) for route in ROUTES}
    addresses |= {"", "/", "//", "/nowhere", "/v", "/v/", "/v//", "/v/liuwan/board/", "/enter//"}

    for address in addresses:
        scope = {"type": "http", "path": address, "method": method, "headers": []}
        match, found = LIKES.matches(scope)
        assert (match, found.get("route")) == in_turn(scope), address


def test_a_pattern_without_a_fixed_shape_is_refused():
    with pytest.raises(TypeError, match="no fixed shape"):
        Likes([page("/{anything}", None, "anyone")])
    with pytest.raises(TypeError, match="no fixed shape"):
        Likes([page("/files/{rest:path}", None, "anyone")])
