"""The page on which a user signs in and decides about a third-party server.

Two forms and no script: sign in, then decide. A form counts only with the page's
cookie and the token derived from it, from the page's own origin; the decision needs
the ticket that signing in gave, so that nothing can be submitted unseen.
"""

import hmac
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, render_template, request

from pierglass.bridge.policy import SCOPES
from pierglass.server.errors import PierglassError
from pierglass.server.http.forms import read_form, read_query
from pierglass.server.oauth.errors import CsrfError, OAuth2Error
from pierglass.server.oauth.messages import FormRequest, Parameters
from pierglass.server.oauth.server import AuthorizationServer, ConsentRequest
from pierglass.server.oauth.tickets import (
    TICKET_LIFETIME_MS,
    Ticket,
    claim_ticket,
    csrf_token,
    issue_ticket,
)
from pierglass.server.services.accounts import check_password
from pierglass.server.services.grants import held_scopes
from pierglass.server.store.accounts import Account

__all__ = ["PAGES", "add_page_routes"]

PAGES = Path(__file__).parent / "oauth_pages"
"""The page's templates and its style."""
COOKIE = "pierglass_authorize"
# What is carried from form to form; anything else in a request is dropped.
CARRIED = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "dpop_jkt",
)
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def add_page_routes(blueprint: Blueprint, server: AuthorizationServer) -> None:
    """Serve the page from *blueprint*."""
    page = _Page(server)
    style = (PAGES / "authorize.css").read_bytes()

    @blueprint.get("/oauth/authorize")
    def show_authorization() -> Response:
        return page.answer(page.show)

    @blueprint.post("/oauth/authorize")
    def submit_authorization() -> Response:
        return page.answer(page.submit)

    @blueprint.get("/oauth/authorize.css")
    def authorization_style() -> Response:
        response = Response(style, content_type="text/css; charset=utf-8")
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


class _Page:
    """The page's steps; every way out is a page, a redirect or an error page."""

    def __init__(self, server: AuthorizationServer):
        self._server = server
        self._ctx = server.ctx
        self._steps = {"sign_in": self._sign_in, "decide": self._decide}

    def answer(self, step: Callable[[], Response]) -> Response:
        """Return what *step* answers, or how its refusal looks to a user."""
        try:
            return step()
        except OAuth2Error as error:
            return self._refused(error)

    def show(self) -> Response:
        """Answer the link by which an app sends a user here."""
        sent = read_query()
        return self._sign_in_page(sent, self._server.consent_request(sent))

    def submit(self) -> Response:
        """Answer one of the two forms."""
        sent = read_form()
        self._check_csrf(sent)
        step = self._steps.get(sent.form.get("step", ""))
        if step is None:
            raise CsrfError
        return step(sent)

    def _sign_in(self, sent: FormRequest) -> Response:
        asked = _carried(sent.form)
        consent = self._server.consent_request(asked)
        username = sent.form.get("username", "")
        password = sent.form.get("password", "")
        try:
            account_id = check_password(self._ctx, username, password, sent.remote)
        except PierglassError as exc:
            return self._sign_in_page(asked, consent, username, exc)
        browser = _cookie() or ""
        ticket = issue_ticket(self._ctx, Ticket(account_id, asked.form), browser)
        return self._consent_page(consent, account_id, ticket, browser)

    def _decide(self, sent: FormRequest) -> Response:
        ticket = claim_ticket(self._ctx, sent.form.get("ticket", ""), _cookie() or "")
        if ticket is None:
            raise CsrfError
        accepted = sent.form.get("decision") == "accept"
        granted = frozenset(
            name.removeprefix("granted.")
            for name in sent.form
            if name.startswith("granted.")
        )
        asked = _carried(ticket.request)
        account_id = ticket.account_id if accepted else None
        # What the sheet did not ask is as it is now, not as it was shown.
        granted |= held_scopes(self._ctx, ticket.account_id, asked.form["client_id"])
        return self._redirect(self._server.decide(asked, account_id, granted).location)

    def _sign_in_page(
        self,
        asked: FormRequest,
        consent: ConsentRequest,
        username: str = "",
        problem: PierglassError | None = None,
    ) -> Response:
        browser = _cookie() or self._ctx.ids.secret()
        html = render_template(
            "sign_in.html",
            client=consent.client,
            parameters=[(n, asked.form[n]) for n in CARRIED if n in asked.form],
            csrf=csrf_token(self._ctx, browser),
            issuer=self._server.issuer,
            username=username,
            problem=problem.message if problem else None,
        )
        response = self._page(html, problem.http_status if problem else 200)
        response.headers.pop("WWW-Authenticate", None)
        if problem is not None and problem.retry_after is not None:
            response.headers["Retry-After"] = str(round(problem.retry_after))
        response.set_cookie(
            COOKIE,
            browser,
            max_age=TICKET_LIFETIME_MS // 1000,
            path="/oauth/authorize",
            secure=self._server.issuer.startswith("https:"),
            httponly=True,
            samesite="Lax",
        )
        return response

    def _consent_page(
        self, consent: ConsentRequest, account_id: str, ticket: str, browser: str
    ) -> Response:
        account = self._ctx.store.read(lambda s: s.get_one(Account, account_id))
        held = held_scopes(self._ctx, account_id, consent.client.id)
        destination = urlsplit(consent.redirect_uri)
        html = render_template(
            "consent.html",
            client=consent.client,
            account_name=account.display_name,
            scopes=[
                {"name": s, "title": SCOPES[s].title, "consent": SCOPES[s].consent}
                for s in consent.scopes
                if s not in held
            ],
            held=[SCOPES[s].title for s in consent.scopes if s in held],
            ticket=ticket,
            csrf=csrf_token(self._ctx, browser),
            destination=destination.netloc or f"{destination.scheme}:",
        )
        # Browsers hold the redirect after a form to form-action as well.
        source = (
            f"{destination.scheme}://{destination.netloc}"
            if destination.netloc
            else f"{destination.scheme}:"
        )
        return self._page(html, 200, form_action=f"'self' {source}")

    def _refused(self, error: OAuth2Error) -> Response:
        if error.redirect_uri:
            return self._redirect(self._server.refusal(error).location)
        html = render_template(
            "refused.html",
            error=error.error,
            description=error.get_error_description(),
        )
        return self._page(html, error.status_code)

    def _redirect(self, location: str | None) -> Response:
        response = make_response("", 303)
        response.headers["Location"] = location or self._server.issuer
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _page(self, html: str, status: int, form_action: str = "'self'") -> Response:
        response = make_response(html, status)
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; base-uri 'none'; "
            f"form-action {form_action}; frame-ancestors 'none'"
        )
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    def _check_csrf(self, sent: FormRequest) -> None:
        # The page's own no-referrer policy makes browsers send "Origin: null".
        origin = request.headers.get("Origin", "null")
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        browser = _cookie()
        ours = origin in {"null", self._server.issuer} and site == "same-origin"
        if not ours or browser is None:
            raise CsrfError
        expected = csrf_token(self._ctx, browser).encode()
        if not hmac.compare_digest(expected, sent.form.get("csrf", "").encode()):
            raise CsrfError


def _cookie() -> str | None:
    value = request.cookies.get(COOKIE, "")
    return value if _SECRET.fullmatch(value) else None


def _carried(parameters: Mapping[str, str]) -> FormRequest:
    items = [(name, parameters[name]) for name in CARRIED if name in parameters]
    return FormRequest("GET", Parameters(items), {}, request.remote_addr or "")
