"""The one door to Jira: every request goes through ``Connection.read``.

``atlassian-python-api`` does the session, the sign-in and the single call. Ours
are what it leaves open: bounded retries, the proof of sign-in, the check that an
answer is JSON, and errors that teach.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import requests
import urllib3

from jiraframe._forks import renewed_in_child
from jiraframe._gate import ReadOnlySession
from jiraframe._json import read_json
from jiraframe._outages import given_up, is_broken, unreachable, unreadable
from jiraframe._patience import Patience
from jiraframe._question import Passing, Question
from jiraframe._retries import BROKEN, RETRIED_STATUS, Waits
from jiraframe._secret import Secret
from jiraframe._settings import Settings
from jiraframe._sign_in import Account, asked_anew, sign_in
from jiraframe._traffic import Traffic
from jiraframe._walls import wall
from jiraframe._workers import sleep
from jiraframe.errors import (
    AuthenticationError,
    JiraFrameError,
    ReadOnlyError,
    SettingsError,
)

if TYPE_CHECKING:
    from atlassian.jira import JiraCloud as CloudClient
    from atlassian.jira import JiraServer as DataCenterClient

Json: TypeAlias = Any
T = TypeVar("T")

log = logging.getLogger("jiraframe")
# What requests and urllib3 raise on the way to Jira; a certificate's file may be an OSError.
_FOREIGN = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError)


class Connection:
    """A signed-in way to one Jira.

    Attributes:
        settings: What we sign in with now; mended or re-read where Jira showed it wrong.
        traffic: The requests on their way and those sent, of all threads.
        refusal: How a sign-in ended in which other ways than the settings say were tried; they
            are not tried again.
        notes: What was put right on the way, one sentence each.
    """

    def __init__(self, settings: Settings, *, reread: Callable[[], Settings] | None = None) -> None:
        self.settings = settings
        self.notes = list(settings.notes)
        self.refusal: JiraFrameError | None = None
        self._reread = reread
        self._as_read = settings
        self._account: Account | None = None
        self.renew()
        renewed_in_child(self)

    def renew(self) -> None:
        """Begin with new locks and without open connections, which are not closed."""
        self.traffic = Traffic()
        # One thread proves the sign-in; the others wait for it.
        self._lock = threading.RLock()
        self._patience = Patience()
        self._client: DataCenterClient | CloudClient | None = None
        self._close_session: Callable[[], object] | None = None
        self._proving: int | None = None

    @property
    def client(self) -> DataCenterClient | CloudClient:
        """The client of ``atlassian-python-api``; it can only read."""
        with self._lock:
            if self._client is None:
                self._client = self._new_client()
            return self._client

    @property
    def account(self) -> Account:
        """Who we are, as Jira says; asking is the proof of the sign-in.

        Raises:
            AuthenticationError: Jira does not know us.
        """
        with self._lock:
            if self._account is None:
                self._proving = threading.get_ident()
                try:
                    self._account = sign_in(self)
                finally:
                    self._proving = None
            return self._account

    def account_of_now(self) -> Account:
        """Ask who we are also where it is known: an account's time zone may change."""
        if self._account is None:
            return self.account
        account = asked_anew(self)
        with self._lock:
            self._account = account
        return account

    def ask_as_stranger(self, path: str) -> Json:
        """Ask one of the routes that are open to everybody, without signing in.

        Returns:
            The answer, or None where there is none that could be read.
        """
        with ReadOnlySession(self.settings) as session, self.traffic.lane(self._sleep):
            session.auth = _no_sign_in
            try:
                response = session.get(f"{self.settings.base_url}/{path}")
                return response.json() if response.ok else None
            except _FOREIGN as exc:
                log.debug("%s as a stranger: %s", path, type(exc).__name__)
                return None

    def use(self, settings: Settings) -> None:
        """Sign in with other settings from now on."""
        with self._lock:
            self.close()
            self.settings = settings

    def in_a_hurry(self, *, timeout_s: float, max_wait_s: float) -> Connection:
        """Give another door to the same Jira, for questions that are soon out of date.

        It has a session of its own for another thread, and its requests are not counted here.

        Args:
            timeout_s: The most seconds to wait for an answer.
            max_wait_s: The most seconds that a request waits before it is tried again.
        """

        def hurried(settings: Settings) -> Settings:
            return replace(
                settings,
                timeout_s=min(settings.timeout_s, timeout_s),
                max_wait_s=min(settings.max_wait_s, max_wait_s),
            )

        known = self.account
        other = Connection(hurried(self.settings), reread=lambda: hurried(self._fresh()))
        other._account = known
        return other

    def close(self) -> None:
        """Let go of the open connections; the next request opens new ones."""
        with self._lock:
            close, self._client, self._close_session = self._close_session, None, None
        if close is not None:
            close()

    def read(
        self,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        decode: Callable[[bytes], T] = read_json,
        jql: str | None = None,
        patient: bool = True,
    ) -> T:
        """Ask Jira something, and again as long as it makes sense.

        Args:
            path: The route, from ``rest/`` on.
            params: What follows the question mark.
            body: What is posted; None asks by GET.
            decode: From the bytes of the answer to what is returned; a ValueError says that
                the body is not whole, and has it read again.
            jql: The query that is asked, for the error that names it.
            patient: False to take status 500 for an answer, not for a passing weakness.

        Returns:
            What ``decode`` made of the answer.

        Raises:
            AuthenticationError: The sign-in fails, also after the ``.env`` was read again.
            PermissionDenied: 403.
            NotFound: 404.
            JQLError: 400 to a query.
            RateLimited: 429, until the waiting budget was spent.
            JiraUnavailable: No answer, a broken one, or status 5xx.
            ReadOnlyError: The request could write; it was not sent.
        """
        if not self._is_proving:
            _ = self.account
        ask = Question(path, params, body, jql)
        used = self.settings.token
        try:
            return self._tries(ask, decode, patient=patient)
        except AuthenticationError:
            if not self._renewed(used):
                raise
        if not self._is_proving:
            _ = self.account  # the new sign-in may be that of somebody else
        return self._tries(ask, decode, patient=patient)

    def _new_client(self) -> DataCenterClient | CloudClient:
        # All of Atlassian's products come along with it: 0.4 s that an import need not cost.
        from atlassian.jira import JiraCloud, JiraServer

        settings = self.settings
        session = ReadOnlySession(settings)
        self._close_session = weakref.finalize(self, session.close)
        secret = settings.token.reveal()
        kind = JiraCloud if settings.deployment == "cloud" else JiraServer
        return kind(
            settings.base_url,
            username=settings.email or None,
            password=secret if settings.email else None,
            token=None if settings.email else secret,
            session=session,
            retry_with_header=False,
        )

    def _tries(self, ask: Question, decode: Callable[[bytes], T], *, patient: bool) -> T:
        waits = Waits(self.settings.max_wait_s)
        while True:
            # It may be waited for while a new sign-in is proved, which needs a lane.
            client = self.client
            with self.traffic.lane(self._sleep):
                try:
                    answer = self._once(ask, decode, client, within_s=self._in_time(ask, waits))
                except Passing as exc:
                    passing = exc
                    wait_s = self._next_wait_s(passing, waits, patient=patient)
                else:
                    self.traffic.passed()
                    return answer
            if wait_s is None:
                raise given_up(passing.error, waits) from passing.__cause__
            log.info("%s Trying again in %.1f s.", passing.error, wait_s)
            self.traffic.again()
            self._sleep(wait_s)

    @property
    def _is_proving(self) -> bool:
        return self._proving == threading.get_ident()

    def _sleep(self, seconds: float) -> None:
        sleep(seconds, in_place=self._is_proving)

    def _next_wait_s(self, passing: Passing, waits: Waits, *, patient: bool) -> float | None:
        """Say how long to wait, or None to give up; a refusal is told before its lane is free."""
        if not patient and passing.status == 500:
            return None
        wait_s = passing.next_wait_s(waits)
        if wait_s is not None and passing.status == 429:
            self.traffic.refused(wait_s)
        return wait_s

    def _in_time(self, ask: Question, waits: Waits) -> float | None:
        """Say how long to wait for an answer; who grants no second try gives the first its time."""
        return self._patience.most_s(waits.met(BROKEN)) if ask.many and waits.budget_s else None

    def _once(
        self,
        ask: Question,
        decode: Callable[[bytes], T],
        client: DataCenterClient | CloudClient,
        *,
        within_s: float | None,
    ) -> T:
        started = time.monotonic()
        try:
            response = ask.send(client, within_s=within_s)
        except ReadOnlyError:
            raise
        except _FOREIGN as exc:
            error = unreachable(exc, self.settings, within_s=within_s)
            raise (Passing(error) if is_broken(exc) else error) from exc
        met = wall(response, settings=self.settings, jql=ask.jql)
        if met is not None and response.status_code in RETRIED_STATUS:
            raise Passing(met, response.status_code, response.headers.get("Retry-After"))
        if met is not None:
            raise met
        if ask.many:
            self._patience.answered(time.monotonic() - started)
        try:
            return decode(response.content)
        except ValueError as exc:
            raise Passing(unreadable(ask.path, response)) from exc

    def _renewed(self, used: Secret) -> bool:
        """Read the settings again: a token may have been rotated, an e-mail put right."""
        with self._lock:
            if self.settings.token != used:
                return True  # another thread was quicker
            fresh, known = self._fresh(), self._as_read
            if (fresh.token, fresh.email) == (known.token, known.email):
                return False
            log.info("The sign-in changed since it was read; using the new one.")
            self._as_read = fresh
            if self._account is None:
                self.refusal = None
                self.use(fresh)
                return True
            # An e-mail that was left out to sign in stays left out.
            email = fresh.email if self.settings.email else ""
            self._account = None
            self.use(replace(self.settings, token=fresh.token, email=email, sources=fresh.sources))
            return True

    def _fresh(self) -> Settings:
        try:
            return self._reread() if self._reread else self._as_read
        except SettingsError as exc:
            log.debug("no settings to read again: %s", exc)
            return self._as_read


def _no_sign_in(request: requests.PreparedRequest) -> requests.PreparedRequest:
    # Without it, requests would look into .netrc.
    return request
