"""A day at the desk: four customers, two engineers, and nobody forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.demo.behind import Behind
from bot.demo.people import ChatCustomer, EngineerAtDesk, MailCustomer, SlackCustomer, reference_in, said
from bot.demo.timeline import StoryStoppedError, Timeline
from bot.sandbox.stage import ANNA, BO, CUSTOMERS, SALES, SUPPORT, Stage


@dataclass(frozen=True, slots=True)
class Parts:
    """Who plays the customers; a second performance on the same desk wants new ones."""

    zhang: str = "zhang.wei@huaxing.example"
    li: int = 700100
    emma: str = "emma@northwind.example"
    carlos: str = "U0CARLOS"


class Story:
    """The script. Every step waits for what a person would wait for, and fails when it does not come.

    `ready` names the channels that work, or is None while they do not yet.
    """

    def __init__(
        self, stage: Stage, line: Timeline, behind: Behind, ready: Callable[[], str | None], parts: Parts | None = None
    ) -> None:
        self.stage, self.line, self.behind, self.ready = stage, line, behind, ready
        self.parts = parts or Parts()
        self.anna = EngineerAtDesk(stage, line, "Anna", ANNA)
        self.bo = EngineerAtDesk(stage, line, "Bo", BO)
        self.references: list[str] = []

    async def play(self) -> int:
        """Plays all chapters. Returns 0 only if every customer was reached."""
        try:
            await self._begin()
            await self._printer()
            await self._outage()
            await self._question()
            await self._shop_floor()
        except (StoryStoppedError, LookupError) as stopped:  # or somebody else has pressed the button before
            self.line.title("The story stopped")
            self.line.happened("", "", str(stopped))
            return 1
        return self._reckoning()

    def _opened(self, text: str) -> str:
        self.references.append(reference_in(text))
        return self.references[-1]

    async def _begin(self) -> None:
        self.line.title("The desk opens: two mailboxes, Telegram, Slack")
        names, took = await self.line.until("all channels are well", self.ready)
        self.line.happened("Ringback", "all channels", f"{names}: well", took)

    async def _printer(self) -> None:
        self.line.title("A mail in Chinese; the first solution does not help")
        zhang = MailCustomer(self.stage, self.line, "张伟", self.parts.zhang)
        await zhang.writes(SUPPORT, "打印机坏了", "您好，三楼的打印机从今天早上起一直卡纸，请帮忙看看。")
        asked = await zhang.hears("RB-")
        rb = self._opened(asked.subject)
        await self.anna.sees(rb, "打印机坏了")
        await zhang.replies(asked, "公司：华星电子有限公司\n电话：13800138000\n优先级：P2")
        await self.anna.sees(rb, "华星电子有限公司")
        await zhang.hears(rb)
        await self.anna.clicks(rb, "ticket_acknowledge", "Acknowledge")
        await self.anna.writes(rb, "ticket_reply", "Reply", text="您好，请问屏幕上显示什么错误代码？")
        await zhang.hears("错误代码")
        await self.anna.writes(rb, "ticket_solve", "Solve", text="请打开后盖，取出卡住的纸，再重启打印机。")
        solution = await zhang.hears("取出卡住的纸")
        await zhang.presses(solution, "还是不行")
        await zhang.hears(rb)
        await self.anna.writes(rb, "ticket_solve", "Solve", text="已为您更换进纸轮，请再试一次。")
        solution = await zhang.hears("进纸轮")
        await zhang.presses(solution, "已解决")
        await zhang.hears(rb)

    async def _outage(self) -> None:
        self.line.title("Telegram, P1: the whole company is offline")
        li = ChatCustomer(self.stage, self.line, "李娜", self.parts.li)
        await li.writes("全公司上不了网，订单都停了！")
        rb = self._opened((await li.hears("RB-", "P1"))["text"])
        await li.writes("远东贸易有限公司")
        await li.hears("电话")
        await li.writes("021-62345678")
        await li.hears(rb)
        await self.bo.sees(rb, "P1")
        await self.bo.clicks(rb, "ticket_acknowledge", "Acknowledge")
        await li.hears("Bo Chen")
        await self.bo.writes(rb, "ticket_solve", "Solve", text="核心交换机电源故障，已切换到备用电源，网络已恢复。")
        solution = await li.hears("备用电源")
        await li.presses(solution, "已解决")
        await li.hears(rb)

    async def _question(self) -> None:
        self.line.title("A mail in English; silence, a reminder the next day, then an answer")
        emma = MailCustomer(self.stage, self.line, "Emma Brown", self.parts.emma)
        text = "How do we add a second administrator?\n\nCompany: Northwind Ltd\nPhone: +44 20 7946 0018\nPriority: P4"
        await emma.writes(SALES, "A question about accounts", text)
        rb = self._opened((await emma.hears("RB-")).subject)
        await self.anna.sees(rb, "Northwind Ltd")
        await self.anna.clicks(rb, "ticket_acknowledge", "Acknowledge")
        await self.anna.writes(rb, "ticket_solve", "Solve", text="Open Settings > People and choose *Administrator*.")
        await emma.hears("Settings > People")
        await self.line.acts("", "", "… a day passes, Emma has not answered …")
        self.stage.clock.forward(timedelta(hours=25))
        reminder = await emma.hears(rb)
        await emma.replies(reminder, "Sorry for the delay. It works now, thank you!")
        await emma.hears(rb)

    async def _shop_floor(self) -> None:
        self.line.title("Slack, the customers' channel: two engineers reach for one ticket")
        carlos = SlackCustomer(self.stage, self.line, "Carlos Diaz", self.parts.carlos, CUSTOMERS)
        await carlos.writes("The label printer in hall 2 prints blank labels since this morning.")
        rb = self._opened(said(await carlos.hears("RB-")))
        await carlos.writes("Diaz Logistics")
        await carlos.hears("phone")
        await carlos.writes("+34 912 345 678")
        levels = await carlos.hears("P1")
        await carlos.presses(levels, "P3")
        await carlos.hears(rb)
        card = await self.anna.sees(rb, "Diaz Logistics")
        await self.anna.clicks(rb, "ticket_acknowledge", "Acknowledge")
        await self.bo.reaches_too_late(card, "ticket_acknowledge", f"{rb} [Acknowledge], a moment later")
        await self.bo.is_told("Anna")
        await carlos.hears("Anna")
        await self.anna.writes(rb, "ticket_solve", "Solve", text="The ribbon was in backwards; please turn it round.")
        solution = await carlos.hears("ribbon")
        await carlos.presses(solution, "Solved")
        await carlos.hears(rb)

    def _reckoning(self) -> int:
        self.line.title("The day is over")
        forgotten = 0
        for reference in self.references:
            ticket = self.behind.ticket(reference)
            assert ticket is not None
            reached = bool(ticket["reached_at"] and ticket["confirmed_at"])
            forgotten += not reached
            state = f"reached by {ticket['reached_by']}, confirmed" if reached else f"NOT REACHED ({ticket['status']})"
            self.line.happened(ticket["name"], reference, state)
        self.line.happened(
            "", "", "Every customer was reached." if not forgotten else f"{forgotten} customers forgotten."
        )
        return 0 if not forgotten else 1
