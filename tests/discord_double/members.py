"""What people do in the double: commands, buttons, forms and messages, each an ``Exchange``."""

from __future__ import annotations

import copy
import secrets
import time
from typing import TYPE_CHECKING, Any

from tests.discord_double import forms, payloads, resolving, uploads
from tests.discord_double.exchange import Exchange
from tests.discord_double.observations import Observations
from tests.discord_double.payloads import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.discord_double.gateway import Gateway
    from tests.discord_double.rest import Rest
    from tests.discord_double.server import Server
    from tests.discord_double.state import Json, State
    from tests.discord_double.uploads import Upload


class Members(Observations):
    """A world that people act in; what they do returns at once."""

    state: State
    gateway: Gateway
    rest: Rest
    _server: Server

    @property
    def _attachments_url(self) -> str:
        return self.rest.interactions.attachments_url

    def mention(self, name: str = "bot") -> str:
        """Return the mention of somebody, as it stands in a message."""
        return f"<@{self.state.users[name]['id']}>"

    def message(self, message: Json) -> Json | None:
        """Return a message as it is now, or None where it was deleted."""
        with self._recorder.changed:
            return copy.deepcopy(self.state.messages.get(message["id"]))

    def slash(
        self,
        path: str,
        *,
        member: str = "asker",
        in_dm: bool = False,
        options: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Exchange:
        """Send a slash command: ``slash("sources list", filter="nhs")``.

        A person is given by name, a channel by its id, a file as an ``Upload``.

        :param options: options whose names are taken by the parameters here.
        """
        origin = self._origin(member, in_dm=in_dm)
        values = resolving.stored(self.state, {**(options or {}), **named}, self._attachments_url)
        return self._interact(origin, payloads.command(self.state, origin, path, values))

    def autocomplete(
        self,
        path: str,
        *,
        option: str,
        value: str,
        member: str = "asker",
        in_dm: bool = False,
        others: Mapping[str, Any] | None = None,
    ) -> Exchange:
        """Type ``value`` into an option; ``choices`` of what is returned are the suggestions."""
        origin = self._origin(member, in_dm=in_dm)
        event = payloads.autocomplete(
            self.state, origin, path, option=option, value=value, others=others or {}
        )
        return self._interact(origin, event)

    def click(
        self, message: Json, name: str, *, member: str = "asker", stale: bool = False
    ) -> Exchange:
        """Press a button of a message, named by its custom id or label.

        :param stale: press it on the message as it was handed over, as somebody does who was a
            moment faster than the bot's edit.
        :raises LookupError: when the message, as it is by now, has no such button that can be
            pressed; Discord then refuses the press and tells the bot nothing.
        """
        live = self._live(message)
        shown = message if stale else live
        pressed = payloads.find_component(shown, name)
        return self._use(live, pressed, member, None, shown=shown)

    def forge(self, message: Json, custom_id: str, *, member: str = "asker") -> Exchange:
        """Press a button that a message does not have, as a client of one's own can try to."""
        pressed = {"type": payloads.BUTTON, "custom_id": custom_id}
        return self._use(self._live(message), pressed, member, None)

    def select(
        self, message: Json, name: str, values: list[str], *, member: str = "asker"
    ) -> Exchange:
        """Choose values from a select of a message, named by its custom id or placeholder."""
        live = self._live(message)
        chosen = payloads.find_component(live, name)
        offered = [option["value"] for option in chosen.get("options") or []]
        if offered and (unknown := [value for value in values if value not in offered]):
            raise LookupError(f"{name!r} does not offer {unknown}; it offers {offered}")
        return self._use(live, chosen, member, values)

    def message_menu(self, name: str, message: Json, *, member: str = "asker") -> Exchange:
        """Use a command of a message's context menu."""
        live = self._live(message)
        origin = self._origin(member, in_dm=self.state.is_dm(live["channel_id"]))
        event = payloads.message_menu(self.state, origin, name, copy.deepcopy(live))
        return self._interact(origin, event)

    def modal_submit(
        self,
        opened: Exchange,
        values: Mapping[str, Any] | None = None,
        *,
        member: str = "asker",
        modal: Json | None = None,
    ) -> Exchange:
        """Fill in and send the form that an exchange opened; fields by custom id or label.

        Fields that are not named keep what the bot put into them; see ``forms.prefilled``.

        :param modal: another form in place of the one that was opened, as a forger sends it.
        """
        origin = self._origin(member, in_dm="guild_id" not in opened.event)
        event = forms.submit(
            self.state,
            origin,
            opened.modal if modal is None else modal,
            values or {},
            message=copy.deepcopy(opened.source),
            url=self._attachments_url,
        )
        return self._interact(origin, event, source=opened.source)

    def say(
        self,
        content: str,
        *,
        member: str = "asker",
        mention_bot: bool = True,
        attachments: Sequence[Upload] = (),
        channel_id: str = "",
    ) -> Exchange:
        """Write into the channel or another one, by default after a mention of the bot."""
        text = f"{self.mention()} {content}" if mention_bot else content
        where = channel_id or self.state.channel_id
        return self._write(member, where, text, attachments=attachments)

    def dm(
        self, content: str, *, member: str = "asker", attachments: Sequence[Upload] = ()
    ) -> Exchange:
        """Write to the bot directly."""
        channel_id = self.state.dm_channel(member)["id"]
        return self._write(member, channel_id, content, attachments=attachments)

    def reply(
        self, to_message: Json, content: str, *, member: str = "asker", ping: bool = True
    ) -> Exchange:
        """Reply to a message where it is.

        :param ping: leave the mention of its author on, as Discord's client does.
        """
        live = self._live(to_message)
        return self._write(member, live["channel_id"], content, reference=live, ping=ping)

    def post(
        self, content: str, *, member: str = "other", attachments: Sequence[Upload] = ()
    ) -> Json:
        """Put a message into the channel that the bot is not told of, for a context menu."""
        with self._recorder.changed:
            message = self.state.new_message(
                author=self.state.users[member],
                channel_id=self.state.channel_id,
                content=content,
                attachments=self._attached(attachments),
            )
            return copy.deepcopy(message)

    def attach(self, upload: Upload) -> Json:
        """Keep a file without a message or command; return how Discord would describe it."""
        with self._recorder.changed:
            kept = uploads.keep(self.state, upload, self._attachments_url, ephemeral=True)
            return copy.deepcopy(kept)

    def delete(self, message: Json) -> None:
        """Delete a message, as a member or a moderator does, and tell the bot."""
        with self._recorder.changed:
            gone = self.state.messages.pop(message["id"])
        event = {"id": gone["id"], "channel_id": gone["channel_id"]}
        if (guild_id := self.state.guild_of(gone["channel_id"])) is not None:
            event["guild_id"] = guild_id
        self._server.do(self.gateway.dispatch("MESSAGE_DELETE", event))

    def _origin(self, member: str, *, in_dm: bool) -> Origin:
        if member not in self.state.users:
            raise LookupError(f"there is no {member!r}; there are {sorted(self.state.users)}")
        return Origin(member, in_dm, self.state.snowflake(), secrets.token_urlsafe(24))

    def _live(self, message: Json) -> Json:
        live = self.state.messages.get(message["id"])
        if live is None:
            raise LookupError("the message was deleted")
        return live

    def _attached(self, attachments: Sequence[Upload]) -> list[Json]:
        url = self._attachments_url
        return [uploads.keep(self.state, each, url, ephemeral=False) for each in attachments]

    def _use(
        self,
        live: Json,
        used: Json,
        member: str,
        values: list[str] | None,
        *,
        shown: Json | None = None,
    ) -> Exchange:
        origin = self._origin(member, in_dm=self.state.is_dm(live["channel_id"]))
        seen = copy.deepcopy(live if shown is None else shown)
        event = payloads.component(self.state, origin, seen, used, values)
        return self._interact(origin, event, source=live)

    def _interact(self, origin: Origin, event: Json, *, source: Json | None = None) -> Exchange:
        exchange = Exchange(
            self._recorder,
            interaction_id=origin.interaction_id,
            token=origin.token,
            event=event,
            source=source,
        )
        return self._begin(exchange, "INTERACTION_CREATE")

    def _write(
        self,
        member: str,
        channel_id: str,
        content: str,
        *,
        reference: Json | None = None,
        ping: bool = True,
        attachments: Sequence[Upload] = (),
    ) -> Exchange:
        with self._recorder.changed:
            message = self.state.new_message(
                author=self.state.users[member],
                channel_id=channel_id,
                content=content,
                reference=reference,
                attachments=self._attached(attachments),
            )
            if reference is not None and ping and reference["author"] not in message["mentions"]:
                message["mentions"].append(reference["author"])
        intents = self.gateway.intents
        event = payloads.message_create(self.state, message, member=member, intents=intents)
        exchange = Exchange(self._recorder, event=event, trigger=message)
        return self._begin(exchange, "MESSAGE_CREATE")

    def _begin(self, exchange: Exchange, event: str) -> Exchange:
        with self._recorder.changed:
            exchange.dispatched_at = time.monotonic()
            self._recorder.exchanges.append(exchange)
        self._server.do(self.gateway.dispatch(event, exchange.event))
        return exchange
