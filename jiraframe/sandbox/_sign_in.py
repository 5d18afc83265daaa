"""Who is asking: the sign-ins of both products, the wrong ones above all.

Cloud: https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/
Data Center:
https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from dataclasses import dataclass, field
from threading import Lock

from jiraframe.sandbox._http import Answer, Refused, Request, html, must_sign_in

# Data Center asks for a CAPTCHA after so many wrong passwords, as delivered.
_TRIES = 3
_JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*")


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent a request.

    Attributes:
        signed_in: False for a stranger.
        headers: What the answer says of the sign-in.
    """

    signed_in: bool
    headers: dict[str, str] = field(default_factory=dict)


def new_token() -> str:
    """Make up a token that no other sandbox has."""
    return f"sandbox-{secrets.token_urlsafe(24)}"


@dataclass
class Credentials:
    """What a sandbox accepts now.

    Attributes:
        user: The e-mail on Cloud, the user name on Data Center.
        account_id: What Cloud names in its answers.
        token: The API token or personal access token.
        scoped_token: A Cloud token that works through the gateway alone.
        password: What Data Center accepts with the user name.
        basic_auth: Whether Data Center accepts passwords at all.
    """

    user: str
    account_id: str
    token: str = field(default_factory=new_token)
    scoped_token: str = field(default_factory=new_token)
    password: str = field(default_factory=new_token)
    basic_auth: bool = True
    _failures: int = 0
    _lock: Lock = field(default_factory=Lock)

    def unlock(self) -> None:
        """Do what solving the CAPTCHA in a browser does."""
        self._failures = 0

    def on_cloud(self, request: Request, *, realm: str) -> Caller:
        """Recognise a caller at the address of a Cloud site.

        Raises:
            Refused: A sign-in that Cloud does not turn into a stranger's visit.
        """
        scheme, text = _authorization(request)
        if not scheme:
            return Caller(False)
        if scheme == "bearer":
            raise Refused(_bearer_on_cloud(text, request, realm=realm))
        user, password = _pair(text)
        if password == self.scoped_token:
            raise Refused(must_sign_in(request, realm=realm))
        if user.lower() == self.user.lower() and password == self.token:
            return Caller(True, {"X-AAccountId": self.account_id})
        return Caller(False, {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"})

    def at_gateway(self, request: Request) -> Caller:
        """Recognise a caller at Atlassian's gateway, where nobody is a stranger.

        Raises:
            Refused: The sign-in is wrong or missing.
        """
        scheme, text = _authorization(request)
        user, password = ("", text) if scheme == "bearer" else _pair(text)
        known = scheme == "bearer" or user.lower() == self.user.lower()
        if known and password in {self.scoped_token, self.token}:
            return Caller(True, {"X-AAccountId": self.account_id})
        raise Refused(Answer(401, {"code": 401, "message": "Unauthorized"}))

    def on_datacenter(self, request: Request, *, url: str, realm: str) -> Caller:
        """Recognise a caller at a Data Center.

        Raises:
            Refused: The sign-in is wrong, switched off or locked.
        """
        scheme, text = _authorization(request)
        if not scheme:
            return Caller(False, {"X-AUSERNAME": "anonymous"})
        if scheme == "bearer":
            if text != self.token:
                raise Refused(must_sign_in(request, realm=realm))
        else:
            self._check_password(text, url=url, realm=realm)
        return Caller(True, {"X-AUSERNAME": self.user})

    def _check_password(self, text: str, *, url: str, realm: str) -> None:
        if not self.basic_auth:
            raise Refused(basic_is_off())
        right = _pair(text) == (self.user, self.password)
        with self._lock:
            locked = self._failures >= _TRIES
            self._failures = 0 if right and not locked else self._failures + 1
        if locked:
            raise Refused(captcha(url))
        if not right:
            oauth = f'OAuth realm="{realm}"'
            raise Refused(_login_failed(401, "AUTHENTICATED_FAILED", WWW_Authenticate=oauth))


def basic_is_off() -> Answer:
    """Refuse a password because the administrator wants tokens."""
    said = "Basic Authentication has been disabled on this instance."
    return Answer(403, {"message": said})


def captcha(url: str) -> Answer:
    """Refuse a sign-in until somebody has signed in with a browser."""
    reason = f"CAPTCHA_CHALLENGE; login-url={url}/login.jsp"
    return _login_failed(403, "AUTHENTICATION_DENIED", X_Authentication_Denied_Reason=reason)


def login_page() -> Answer:
    """Show a login form where data was asked for."""
    form = '<form action="/login" method="post"><input name="user"><input name="pass"></form>'
    return html(200, "Log in - Sandbox single sign-on", form)


def _login_failed(status: int, reason: str, **headers: str) -> Answer:
    title = f"Basic Authentication Failure - Reason : {reason}"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return html(status, title, **{"X-Seraph-LoginReason": reason, **named})


def _bearer_on_cloud(token: str, request: Request, *, realm: str) -> Answer:
    if _JWT.fullmatch(token):
        return must_sign_in(request, realm=realm)
    return Answer(403, {"error": "Failed to parse Connect Session Auth Token"})


def _authorization(request: Request) -> tuple[str, str]:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower(), text.strip()


def _pair(text: str) -> tuple[str, str]:
    try:
        user, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password
