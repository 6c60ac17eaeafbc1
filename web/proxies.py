"""Where a request really comes from, behind proxies of ours; nobody else's word is taken."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.requests import Request

LOOPBACK = ("127.0.0.0/8", "::1/128")
V6_HOME = 64  # bits: one household has all addresses below


class Proxies:
    def __init__(self, trusted: Sequence[str]) -> None:
        self.ours = [ip_network(one, strict=False) for one in (*LOOPBACK, *trusted)]

    def visitor(self, request: Request) -> tuple[str, bool]:
        """The address for limits, and whether even its first sender is one of our machines."""
        chain = [request.client.host if request.client else ""]
        for said in reversed(request.headers.getlist("x-forwarded-for")):
            chain.extend(part.strip() for part in reversed(said.split(",")))
        for said in chain:
            address = _parsed(said)
            if address is None or not self._is_ours(address):
                return _home_of(address), False
        return chain[-1], True

    def _is_ours(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self.ours)


@lru_cache(4096)
def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _home_of(address: IPv4Address | IPv6Address | None) -> str:
    if address is None:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(ip_network((address, V6_HOME), strict=False))
    return str(address)
