"""Addresses on the web: which ones are kept, and how a host is shown so that it deceives nobody."""

import ipaddress
import re
import unicodedata
from urllib.parse import urlsplit

LONGEST = 2048
# Hosts that mean another machine for each reader.
PRIVATE = frozenset({"localhost", "local", "internal", "localdomain", "lan", "home"})
DEFAULT_PORTS = {"http": 80, "https": 443}
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)\Z")


class UnfitAddress(ValueError):
    """Why an address is not kept, and how to mend it."""


def check(address: str) -> None:
    """Raises UnfitAddress unless anybody could open it: the one rule for every way in.

    http or https, a public host, no name or password before it, and no sign that hides where it
    leads. Nothing is fetched, and no name is looked up.
    """
    if len(address) > LONGEST:
        raise UnfitAddress(
            f"The address has {len(address):,} characters: at most {LONGEST:,} are kept. "
            "Take one without tracking parameters."
        )
    _check_signs(address)
    if not address.startswith(("http://", "https://")):
        raise UnfitAddress("An address begins with http:// or https://, in small letters.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise UnfitAddress(
            "The host or the port of the address cannot be read. A port is a number up to 65535."
        ) from error
    if "@" in parts.netloc:
        raise UnfitAddress("There is a name or a password before the host. Take it out, to the @.")
    if port == 0 or parts.netloc.endswith(":"):
        raise UnfitAddress("The port of the address is empty. Take out the colon and the port.")
    _check_host(parts.hostname or "")


def fit(address: str) -> bool:
    """Whether `check` lets it pass."""
    try:
        check(address)
    except UnfitAddress:
        return False
    return True


def _check_signs(address: str) -> None:
    for place, sign in enumerate(address, start=1):
        if sign == "\\":
            raise UnfitAddress(f"Character {place} of the address is a “\\”. Write “/”.")
        if sign.isspace() or unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}:
            raise UnfitAddress(
                f"Character {place} of the address is a space or cannot be seen "
                f"(U+{ord(sign):04X}). Take it out, or copy the address again."
            )


def _check_host(host: str) -> None:
    if not host:
        raise UnfitAddress("The address names no host. Write it as https://example.org/page.")
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        number = None
    if number is not None:
        if not (getattr(number, "ipv4_mapped", None) or number).is_global:
            raise UnfitAddress(
                f"{host} is an address inside a network. Give one that all can open."
            )
        return
    labels = in_ascii(host).removesuffix(".").split(".")
    if len(labels) < 2 or labels[-1] in PRIVATE:
        raise UnfitAddress(
            f"“{host}” is a name inside a network. Give an address that all can open, "
            "such as https://example.org/page."
        )
    if NUMBER.match(labels[-1]) or not all(map(LABEL.match, labels)) or len(host) > 253:
        raise UnfitAddress(f"“{host}” is not the name of a host. Copy the address again.")


def in_ascii(host: str) -> str:
    """The host as browsers send it: letters of other scripts in Punycode (RFC 3492).

    A letter that a browser would turn into another one first stays as it is.
    """
    return ".".join(_label(label) for label in host.lower().split("."))


def _label(label: str) -> str:
    letters = all(unicodedata.category(sign)[0] in "LMN" or sign in "-_" for sign in label)
    if label.isascii() or not letters or unicodedata.normalize("NFKC", label) != label:
        return label
    return f"xn--{label.encode('punycode').decode('ascii')}"


def host_of(address: str) -> str:
    """The host as it is shown: in ASCII, with the port where it is not the usual one."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    host = in_ascii(parts.hostname or "")
    host = f"[{host}]" if ":" in host else host
    return host if port in {None, DEFAULT_PORTS.get(parts.scheme)} else f"{host}:{port}"


def spelled_out(address: str) -> str:
    """The whole address with its host in ASCII, so that no letter passes for another."""
    if address.isascii():
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return ascii(address)
    return address.replace(parts.netloc, host_of(address), 1) if parts.netloc else address
