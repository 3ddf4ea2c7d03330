"""Connections that are made only to public addresses and that end in time, whatever the other side does."""

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from ssl import SSLContext
from typing import TypeAlias

import httpcore
import httpx

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
SocketOption: TypeAlias = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses whose last 32 bits are an IPv4 address (RFC 6052)."""


class PrivateAddressError(Exception):
    """A host has no address that may be connected to; raised inside `pages/`, where it becomes a refusal."""


class LateError(Exception):
    """The time that a whole answer may take is over; raised inside `pages/`, where it becomes a refusal."""


class Deadline:
    """The moment by which the answer under way must be there; each read and write waits no longer than until then."""

    def __init__(self) -> None:
        self._until_s = float("inf")

    def start(self, seconds: float) -> None:
        """Let what follows take at most so long."""
        self._until_s = time.monotonic() + seconds

    def left_s(self, timeout_s: float | None) -> float:
        """Seconds that one step may wait: `timeout_s`, or less where the deadline is nearer. Raises LateError."""
        left = self._until_s - time.monotonic()
        if left <= 0:
            raise LateError
        return left if timeout_s is None else min(left, timeout_s)


def resolved(host: str, port: int) -> list[str]:
    """The numeric addresses of a host, in the order in which the system wants them tried. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def is_public(address: str) -> bool:
    """True for an address of the open internet; false for any that is private, local, multicast or reserved.

    An IPv6 address that stands for an IPv4 address is judged as that.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    return all(_is_public_itself(one) for one in _meant(found))


def _meant(address: Address) -> tuple[Address, ...]:
    """The IPv4 addresses that an IPv6 address carries (mapped, 6to4, Teredo, NAT64), else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address in NAT64:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    return tuple(one for one in carried if one is not None) or (address,)


def _is_public_itself(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


class _Stream(httpcore.NetworkStream):
    """A connection whose every step keeps the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left_s(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left_s(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left_s(timeout))
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Looks a host up once, and connects to what was looked at: a second look-up could answer otherwise."""

    def __init__(self, deadline: Deadline, private_hosts: frozenset[str], resolve: Resolve) -> None:
        self._inner = httpcore.SyncBackend()
        self._deadline = deadline
        self._private_hosts = private_hosts
        self._resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception | None = None
        for address in self._allowed(host, port):
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.left_s(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._deadline)
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def _allowed(self, host: str, port: int) -> list[str]:
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host}: {error}") from error
        if host.lower() in self._private_hosts:
            return list(found)
        allowed = [address for address in found if is_public(address)]
        if found and not allowed:
            raise PrivateAddressError(f"{host} is {', '.join(found)}, which is not on the open internet")
        return allowed


class _Body(httpx.SyncByteStream):
    """The bytes of an answer as they come."""

    def __init__(self, inner: Iterable[bytes]) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        close = getattr(self._inner, "close", None)
        if close is not None:
            close()


class GuardedTransport(httpx.BaseTransport):
    """What httpx sends requests over: HTTP/1.1, no proxy, public addresses only, and a deadline for each answer.

    Errors are httpcore's own, PrivateAddressError and LateError. For one thread.
    """

    def __init__(self, private_hosts: frozenset[str] = frozenset(), *, resolve: Resolve = resolved) -> None:
        """`private_hosts`: names or numbers of hosts that may be connected to wherever they are."""
        self.deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            network_backend=_Backend(self.deadline, private_hosts, resolve), max_connections=8, keepalive_expiry=15
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer's status and headers; its body is read as it is iterated."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        if not isinstance(answer.stream, Iterable):
            raise TypeError("a pool that does not wait for its bodies")
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()
