"""The built web application: files by path, and its page for every other address that is a page."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from gateway import problem

# The build puts a hash of the content into the names below assets/, so that they never change.
_HASHED: Final = re.compile(r"^assets/.+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
_FOREVER: Final = "public, max-age=31536000, immutable"
_ASK_EACH_TIME: Final = "no-cache"


class WebApp:
    """Serves a folder; without it, the API is all there is."""

    def __init__(self, root: Path | None) -> None:
        self._root = root.resolve() if root else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what no route of the API took."""
        request = Request(scope)
        if request.method in ("GET", "HEAD"):
            response = await asyncio.to_thread(self.answer, request, request.url.path.lstrip("/"))
        else:
            response = problem.nothing_here()
        await response(scope, receive, send)

    def answer(self, request: Request, path: str) -> Response:
        """The file at a path, or the application's page, which has its own routes."""
        if path == "api" or path.startswith("api/"):
            return problem.nothing_here()
        if self._root is None or not (self._root / "index.html").is_file():
            return problem.response(404, "NOT_FOUND", "The web application is not built; the API is below /api/v1.")
        file = self._file(path)
        if file is None:
            if "." in path.rsplit("/", 1)[-1]:
                return problem.response(404, "NOT_FOUND", "There is no such file.")
            file = self._root / "index.html"
        cache = _FOREVER if _HASHED.match(path) else _ASK_EACH_TIME
        response = FileResponse(file, headers={"cache-control": cache}, stat_result=file.stat())
        if request.headers.get("if-none-match") == response.headers["etag"]:
            return Response(status_code=304, headers={"etag": response.headers["etag"], "cache-control": cache})
        return response

    def _file(self, path: str) -> Path | None:
        """The file, when there is one and it lies within the folder, links and dots resolved."""
        assert self._root is not None
        if not path or "\x00" in path:
            return None
        try:
            file = (self._root / path).resolve()
            return file if file.is_relative_to(self._root) and file.is_file() else None
        except OSError:  # a name longer than the file system takes
            return None
