"""An emulator of Slack for tests and the demo: a workspace with one app, on a local port.

    async with SlackSandbox() as slack:
        slack.add_user("U1", "Ann Lee")
        slack.add_channel("C1", "support", private=True, members=["U1"])
        ...  # connect an app: AsyncWebClient(base_url=slack.url, token="xoxb-sandbox"), Socket Mode
        ts = await slack.write("U1", "C1", "printer on fire")

An app meets the Web API, Socket Mode with its deadlines and redelivery, response addresses and files; what
Slack would refuse is refused with Slack's error codes, and every call is journalled. People act through the
methods of `SlackSandbox`, see what people would see, and cannot use what is not shown to them. Switches
(`throttle`, `fail`, `drop_answer`, `cut_sockets`, `quiet`, ...) break things as they break in life.

Modules: workspace (data), modals (views), web_api (methods), schema and blocks_check (Block Kit rules),
sockets (delivery), server (HTTP), responses (response addresses), people and hands (the people's side).
"""

from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.slack.sockets import Delivery
from bot.sandbox.slack.values import Click, Submission

__all__ = ["Click", "Delivery", "SlackSandbox", "Submission"]
