"""The server in a thread of its own, so that tests are plain functions."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web

from tests.discord_double import uploads
from tests.discord_double.rest import PREFIX

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine

    from tests.discord_double.gateway import Gateway
    from tests.discord_double.rest import Rest

T = TypeVar("T")

HOST = "127.0.0.1"
_PATIENCE = 10.0


class Server:
    """HTTP and WebSocket on free ports of this machine alone, one for each.

    They are two so that one of them can be closed while the other serves.
    """

    def __init__(self, rest: Rest, gateway: Gateway) -> None:
        """Serve ``rest`` and ``gateway``."""
        self._rest = rest
        self._gateway = gateway
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="discord-double", daemon=True)
        self._runner: web.AppRunner | None = None
        self._reserved: dict[str, socket.socket] = {}
        """Ports that are taken but closed: a connection to one is refused."""
        self.rest_url = ""
        self.gateway_url = ""

    def start(self, *, closed: Collection[str] = ()) -> None:
        """Begin to serve; return once the ports are open.

        :param closed: the ports that stay closed, of "rest" and "gateway".
        """
        self._thread.start()
        self.do(self._begin())
        self.do(self._open([name for name in self._reserved if name not in closed]))

    def open_ports(self) -> None:
        """Open the ports that are closed so far."""
        self.do(self._open(list(self._reserved)))

    def stop(self) -> None:
        """Close every connection and end the thread."""
        self.do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        self._loop.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the server's thread; return its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _begin(self) -> None:
        app = web.Application(client_max_size=1 << 28)
        app.router.add_get("/gateway/", self._gateway.serve)
        self._rest.add_to(app)
        # A socket that is still open when the test ends is not worth a minute's wait.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        ports = {}
        for name in ("rest", "gateway"):
            # Bound, but not listening before it is opened.
            reserved = self._reserved[name] = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            reserved.bind((HOST, 0))
            ports[name] = reserved.getsockname()[1]
        self.rest_url = f"http://{HOST}:{ports['rest']}{PREFIX}"
        self.gateway_url = f"ws://{HOST}:{ports['gateway']}/gateway/"
        self._gateway.url = self.gateway_url
        self._rest.interactions.attachments_url = f"http://{HOST}:{ports['rest']}{uploads.PATH}"

    async def _open(self, names: list[str]) -> None:
        if self._runner is None:
            raise RuntimeError("the double was not started")
        for name in names:
            await web.SockSite(self._runner, self._reserved.pop(name)).start()

    async def _close(self) -> None:
        await self._gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()
        for reserved in self._reserved.values():
            reserved.close()
        # Handlers that a fault still delays would be reported as destroyed while pending.
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
