"""Save the pages of ``pages/`` as a browser does; see README.md. Needs chromium and aiohttp.

Run from the root of the checkout: ``python tests/retrieval/documents/html/saved/save.py``
"""

from __future__ import annotations

import asyncio
import base64
import shutil
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HERE = Path(__file__).parent
PORT = 8407
ADDRESSES = {
    "blog_post": "http://www.fennick-allotments.example/2019/05/lending-out-the-tool-shed/",
    "blog_archive": "http://www.quayside-residents.example/category/meetings/page/2/",
    "guidance": "http://www.guidance.example/guidance/dogs-in-flats",
    "news": "http://www.marlow-courier.example/news/15389221.town-hall-fridays/",
    "hashed": "http://www.brindle-trust.example/volunteer/expenses",
    "old_site": "http://www.harrowlanebaths.example/rules.htm",
}
"""Where each page seems to live: the browser resolves every host to the server of this script."""
AS_DOM = ("blog_post", "blog_archive", "guidance", "hashed")
AS_MHTML = ("news", "guidance")
AS_SOURCE = ("old_site",)
"""Saved as "Web page, HTML only": the server's own bytes below the browser's comment."""


async def main() -> None:
    """Serve, load and save every page."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("chromium is not installed")
    with tempfile.TemporaryDirectory() as profile:
        async with _served(), _browser(chromium, profile) as page:
            for name, address in ADDRESSES.items():
                await page.load(address)
                if name in AS_DOM:
                    script = "document.documentElement.outerHTML"
                    found = await page.send("Runtime.evaluate", expression=script)
                    text = "<!DOCTYPE html>\n" + found["result"]["value"] + "\n"
                    (HERE / f"{name}.html").write_text(text, encoding="utf-8")
                if name in AS_MHTML:
                    found = await page.send("Page.captureSnapshot", format="mhtml")
                    # Mail ends its lines with CR LF, which checkouts do not keep.
                    (HERE / f"{name}.mhtml").write_text(found["data"].replace("\r\n", "\n"))
                if name in AS_SOURCE:
                    source = await page.source(address)
                    mark = f"<!-- saved from url=({len(address):04d}){address} -->\n"
                    (HERE / f"{name}.html").write_bytes(mark.encode() + source)


@asynccontextmanager
async def _served() -> AsyncIterator[None]:
    paths = {"/" + address.split("/", 3)[3]: name for name, address in ADDRESSES.items()}

    async def serve(request: web.Request) -> web.Response:
        name = paths.get(request.path)
        if name is None:
            raise web.HTTPNotFound
        text = (HERE / "pages" / f"{name}.html").read_text(encoding="utf-8")
        charset = "windows-1252" if name in AS_SOURCE else "utf-8"
        return web.Response(body=text.encode(charset), headers={"Content-Type": "text/html"})

    app = web.Application()
    app.router.add_get("/{tail:.*}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", PORT).start()
    try:
        yield
    finally:
        await runner.cleanup()


class _Page:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._sent = 0

    async def send(self, method: str, **params: Any) -> Any:
        self._sent += 1
        await self._socket.send_json({"id": self._sent, "method": method, "params": params})
        while True:
            message = await self._socket.receive_json(timeout=30)
            if message.get("id") == self._sent:
                return message["result"]

    async def load(self, address: str) -> None:
        await self.send("Page.enable")
        await self.send("Page.navigate", url=address)
        while (await self._socket.receive_json(timeout=30)).get("method") != "Page.loadEventFired":
            pass

    async def source(self, address: str) -> bytes:
        tree = await self.send("Page.getFrameTree")
        frame = tree["frameTree"]["frame"]["id"]
        found = await self.send("Page.getResourceContent", frameId=frame, url=address)
        if found["base64Encoded"]:
            return base64.b64decode(found["content"])
        return str(found["content"]).encode("windows-1252")


@asynccontextmanager
async def _browser(chromium: str, profile: str) -> AsyncIterator[_Page]:
    process = await asyncio.create_subprocess_exec(
        chromium,
        "--headless",
        "--no-sandbox",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        f"--host-resolver-rules=MAP *.example 127.0.0.1:{PORT}",
        "about:blank",
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port_file = Path(profile) / "DevToolsActivePort"
        while not port_file.exists():  # noqa: ASYNC110 - the browser offers no event for it.
            await asyncio.sleep(0.1)
        port = port_file.read_text().split()[0]
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json") as reply:
                targets = await reply.json(content_type=None)
            url = next(t["webSocketDebuggerUrl"] for t in targets if t["type"] == "page")
            async with session.ws_connect(url, max_msg_size=0) as socket:
                yield _Page(socket)
    finally:
        process.terminate()
        await process.wait()


if __name__ == "__main__":
    asyncio.run(main())
