"""The other way to run a bot on Beep: two lines before it starts, then its own code."""
# ruff: noqa: TID251 - a program of its own

import os
import runpy
import sys

import discord
import yarl

discord.http.Route.BASE = os.environ["BEEP"] + "/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["BEEP"].replace("http", "ws", 1))

runpy.run_path(sys.argv[1], run_name="__main__")
