"""How people meet Greenroom: Discord cogs, Twitch components, overlay panels."""
