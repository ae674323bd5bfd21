"""Who has allowed the app what: tokens that expire, refresh tokens good for one use, device codes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.rehearsal.loopback_twitch.answers import Refusal
from bot.rehearsal.loopback_twitch.state import Device, State, Token, User, new_secret

CODES_LAST = timedelta(minutes=30)


class Grants:
    """Gives out tokens and takes them back."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.lifetime = timedelta(hours=4)
        """How long an access token given out from now on is good."""
        self.interval = 5
        """Seconds between two questions of a device that waits for its person."""

    def issue(self, user: User, scopes: Iterable[str]) -> Token:
        """A fresh pair of tokens; `user` has now granted `scopes` (and all that they granted before)."""
        granted = tuple(dict.fromkeys(scopes))
        self._state.consents.setdefault(user.id, set()).update(granted)
        return self._remember(self._token(user.id, granted, new_secret(50)))

    def app_token(self) -> Token:
        """A token that stands for the app alone."""
        return self._remember(self._token(None, (), ""))

    def refresh(self, refresh: str) -> Token:
        """A new pair for `refresh`, which is used up by this."""
        old = self._state.refreshes.pop(refresh, None)
        if old is None:
            raise Refusal(400, "Invalid refresh token")
        return self._remember(self._token(old.user_id, old.scopes, new_secret(50)))

    def valid(self, access: str) -> Token | None:
        """The token, where it is one of ours and has not expired."""
        token = self._state.tokens.get(access)
        return token if token is not None and token.expires_at > self._state.clock() else None

    def expire(self, user: User) -> None:
        """Every access token of `user` is too old from now on; refreshing still works."""
        for token in self._of(user):
            token.expires_at = self._state.clock()
        self._state.changed("token", user)

    def withdraw(self, user: User) -> None:
        """`user` has disconnected the app: nothing of theirs works any more."""
        for token in self._of(user):
            self._forget(token)
        self._state.consents.pop(user.id, None)
        self._state.changed("token", user)

    def revoke(self, access: str) -> None:
        """The app itself gives one token back."""
        token = self._state.tokens.get(access)
        if token is None:
            raise Refusal(400, "Invalid token", named=False)
        self._forget(token)
        self._state.changed("token", token)

    def device(self, scopes: Iterable[str]) -> Device:
        """A device asks a person to type a code."""
        code = new_secret(40)
        device = Device(code, new_secret(8).upper(), tuple(scopes), self._state.clock() + CODES_LAST)
        self._state.devices[code] = device
        self._state.changed("device", device)
        return device

    def authorise(self, user_code: str, user: User) -> None:
        """`user` has typed `user_code` and agreed."""
        for device in self._state.devices.values():
            if device.user_code == user_code.upper():
                device.user_id = user.id
                self._state.changed("device", device)
                return
        raise LookupError(f"no device waits for the code {user_code}")

    def exchange(self, code: str) -> Token:
        """The tokens for a device code that its person has agreed to."""
        device = self._state.devices.get(code)
        if device is None or device.expires_at <= self._state.clock():
            raise Refusal(400, "invalid device code", named=False)
        if device.user_id is None:
            raise Refusal(400, "authorization_pending", named=False)
        del self._state.devices[code]
        return self.issue(self._state.users[device.user_id], device.scopes)

    def _token(self, user_id: str | None, scopes: tuple[str, ...], refresh: str) -> Token:
        return Token(new_secret(30), user_id, scopes, self._state.clock() + self.lifetime, refresh)

    def _remember(self, token: Token) -> Token:
        for old in tuple(self._state.tokens.values()):
            # an old pair that was never refreshed stays: its refresh token is still good
            if old.expires_at <= self._state.clock() and old.refresh not in self._state.refreshes:
                del self._state.tokens[old.access]
        self._state.tokens[token.access] = token
        if token.refresh:
            self._state.refreshes[token.refresh] = token
        self._state.changed("token", token)
        return token

    def _of(self, user: User) -> list[Token]:
        tokens = [*self._state.tokens.values(), *self._state.refreshes.values()]
        return [token for token in tokens if token.user_id == user.id]

    def _forget(self, token: Token) -> None:
        self._state.tokens.pop(token.access, None)
        self._state.refreshes.pop(token.refresh, None)
