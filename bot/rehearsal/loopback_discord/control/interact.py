"""What users do with the bot's commands, buttons, menus and forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.rehearsal.loopback_discord import permission
from bot.rehearsal.loopback_discord.asking import Asking, nested
from bot.rehearsal.loopback_discord.checks.command import CHAT_INPUT
from bot.rehearsal.loopback_discord.checks.component import BUTTON, SELECTS, STRING_SELECT, walk
from bot.rehearsal.loopback_discord.checks.modal import FILE_UPLOAD, fields, submitted
from bot.rehearsal.loopback_discord.control.acting import Acting, Ref, id_of
from bot.rehearsal.loopback_discord.files import Upload
from bot.rehearsal.loopback_discord.interaction import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interaction,
)
from bot.rehearsal.loopback_discord.options import Filling
from bot.rehearsal.loopback_discord.refusal import Form, Refusal, invalid, missing_permissions, unknown
from bot.rehearsal.loopback_discord.state import Channel, Command, Json, Message

USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8


class Interact(Acting):
    """Part of the control interface for interactions; each returns one to await the answer on."""

    asking: Asking

    def set_first_answer_seconds(self, seconds: float) -> None:
        """How long the bot has for its first answer; Discord gives three seconds."""
        self.asking.first_answer_seconds = seconds

    def commands(self, user: Ref, channel: Ref) -> list[Json]:
        """The slash commands that a user is offered in a channel, as Discord's JSON."""
        place = self.channel_of(channel, user)
        offered: dict[str, Json] = {}
        for command in self.core.world.commands.values():
            fits = command.guild_id in (None, place.guild_id) and command.body["type"] == CHAT_INPUT
            if fits and self._refusal(place, id_of(user), command) is None:
                offered[command.body["name"]] = self.core.shapes.command(command)
        return [offered[name] for name in sorted(offered)]

    async def slash(
        self, user: Ref, channel: Ref, command: str, options: Mapping[str, Any] | None = None
    ) -> Interaction:
        """Use a slash command, `"timer start"` with its subcommand; it must have been registered.

        Users, roles and channels in `options` are given as everywhere, files as name and bytes.
        """
        place = self.channel_of(channel, user)
        found, data = self._command(place, id_of(user), command, options or {}, focused=None)
        name = f"{found.body['name']}"
        return self.asking.ask(COMMAND, id_of(user), place, data, metadata={"name": name})

    async def autocomplete(
        self,
        user: Ref,
        channel: Ref,
        command: str,
        option: str,
        typed: str,
        options: Mapping[str, Any] | None = None,
    ) -> Interaction:
        """Ask for choices for an option while it is being typed."""
        place = self.channel_of(channel, user)
        given = {**(options or {}), option: typed}
        _, data = self._command(place, id_of(user), command, given, focused=option)
        return self.asking.ask(AUTOCOMPLETE, id_of(user), place, data)

    async def click(self, user: Ref, message: Ref, custom_id: str) -> Interaction:
        """Press a button."""
        place, found = self.message_of(message, user)
        component = _component(found, custom_id, {BUTTON})
        data = {"custom_id": custom_id, "component_type": BUTTON, "id": component["id"]}
        return self._use(user, place, found, data)

    async def choose(self, user: Ref, message: Ref, custom_id: str, values: Sequence[Any]) -> Interaction:
        """Choose in a select menu: values of a list, or users, roles, channels."""
        place, found = self.message_of(message, user)
        component = _component(found, custom_id, SELECTS)
        chosen, resolved = self._chosen(user, place, component, values)
        data: Json = {
            "custom_id": custom_id,
            "component_type": component["type"],
            "id": component["id"],
            "values": chosen,
        }
        return self._use(user, place, found, resolved.into(data))

    async def submit_modal(
        self, user: Ref, interaction: Interaction, values: Mapping[str, Any]
    ) -> Interaction:
        """Send the form that an interaction's answer opened; what is left out keeps its default.

        Texts are given as text, selects and check boxes as lists, uploads as pairs of name and bytes.
        """
        opened = interaction.opened_modal
        if opened is None or interaction.user_id != id_of(user):
            raise unknown("interaction")
        place = self.core.world.channels[interaction.channel_id]
        resolved = self.asking.resolved(place)
        given = dict(values)
        for _, field in fields(opened["components"]):
            raw = given.get(field["custom_id"])
            if raw is None:
                continue
            if field["type"] == FILE_UPLOAD:
                files = [one if isinstance(one, Upload) else Upload(*one) for one in raw]
                given[field["custom_id"]] = [resolved.attachment(file) for file in files]
            elif field["type"] in SELECTS and field["type"] != STRING_SELECT:
                given[field["custom_id"]], made = self._chosen(user, place, field, raw)
                resolved.data.update(made.data)
        data: Json = {
            "custom_id": opened["custom_id"],
            "components": submitted(opened, given),
        }
        metadata = {"triggering_interaction_metadata": nested(interaction)}
        return self.asking.ask(
            MODAL_SUBMIT,
            id_of(user),
            place,
            resolved.into(data),
            source=interaction.source,
            metadata=metadata,
        )

    def _use(self, user: Ref, place: Channel, message: Message, data: Json) -> Interaction:
        metadata = {"interacted_message_id": str(message.id)}
        return self.asking.ask(COMPONENT, id_of(user), place, data, source=message, metadata=metadata)

    def _chosen(
        self, user: Ref, place: Channel, component: Json, values: Sequence[Any]
    ) -> tuple[list[str], Any]:
        form = Form()
        least, most = component.get("min_values"), component.get("max_values")
        form.size(component["custom_id"], len(values), most or 1, 1 if least is None else least)
        resolved = self.asking.resolved(place)
        kind = component["type"]
        if kind == STRING_SELECT:
            known = tuple(option["value"] for option in component["options"])
            if not set(values) <= set(known):
                form.choice(component["custom_id"], str(known))
            chosen = [str(value) for value in values]
        elif kind == ROLE_SELECT:
            chosen = [resolved.role(id_of(value)) for value in values]
        elif kind == CHANNEL_SELECT:
            chosen = [resolved.channel(id_of(value), id_of(user)) for value in values]
        else:
            chosen = [resolved.user(id_of(value)) for value in values]
        form.check()
        return chosen, resolved

    def _command(
        self, place: Channel, user_id: int, name: str, given: Mapping[str, Any], *, focused: str | None
    ) -> tuple[Command, Json]:
        words = name.removeprefix("/").split()
        command = self._find(place, words[0])
        refusal = self._refusal(place, user_id, command)
        if refusal is not None:
            raise refusal
        resolved = self.asking.resolved(place)
        filling = Filling(resolved, user_id, id_of, focused=focused)
        data: Json = {
            "id": str(command.id),
            "name": command.body["name"],
            "type": command.body["type"],
        }
        if command.guild_id is not None:
            data["guild_id"] = str(command.guild_id)
        filled = filling.fill(command.body, words[1:], given)
        if filled:
            data["options"] = filled
        return command, resolved.into(data)

    def _find(self, place: Channel, name: str) -> Command:
        scopes = (None,) if place.guild_id is None else (place.guild_id, None)
        for scope in scopes:
            for command in self.core.world.commands.values():
                body = command.body
                if command.guild_id == scope and body["name"] == name and body["type"] == CHAT_INPUT:
                    return command
        raise unknown("application command")

    def _refusal(self, place: Channel, user_id: int, command: Command) -> Refusal | None:
        contexts = command.body["contexts"]
        context = 1 if place.guild_id is None else 0
        if (contexts is not None and context not in contexts) or (
            context == 1 and not command.body["dm_permission"]
        ):
            return invalid("channel_id", "COMMAND_NOT_HERE", "This command cannot be used here.")
        needed = command.body["default_member_permissions"]
        if needed is not None and context == 0:
            allowed = self.core.allowed(place, user_id)
            administers = allowed == permission.ALL
            if not administers and (needed == "0" or allowed & int(needed) != int(needed)):
                return missing_permissions()
        return None


def _component(message: Message, custom_id: str, kinds: set[int] | frozenset[int]) -> Json:
    for component in walk(message.components):
        if component.get("custom_id") == custom_id and component["type"] in kinds:
            if component.get("disabled"):
                raise invalid(custom_id, "COMPONENT_DISABLED", "This component is disabled.")
            return component
    raise invalid(custom_id, "COMPONENT_VALIDATION_FAILED", "Component validation failed")
