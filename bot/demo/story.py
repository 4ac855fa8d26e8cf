"""A day at the desk: five customers, two engineers, and nobody forgotten."""

from __future__ import annotations

from datetime import timedelta

from bot.app import App
from bot.demo.people import ChatCustomer, EngineerAtDesk, MailCustomer, SlackCustomer
from bot.demo.timeline import StoryStoppedError, Timeline
from bot.sandbox.stage import ANNA, BO, CUSTOMERS, SALES, SUPPORT, Stage


class Story:
    """The script. Every step waits for what a person would wait for, and fails when it does not come."""

    def __init__(self, stage: Stage, app: App, line: Timeline) -> None:
        self.stage, self.app, self.line = stage, app, line
        self.anna = EngineerAtDesk(stage, line, "Anna", ANNA)
        self.bo = EngineerAtDesk(stage, line, "Bo", BO)

    async def play(self) -> int:
        """Plays all chapters. Returns 0 only if every customer was reached."""
        try:
            await self._begin()
            await self._printer()
            await self._outage()
            await self._question()
            await self._shop_floor()
        except StoryStoppedError as stopped:
            self.line.title("The story stopped")
            self.line.happened("", "", str(stopped))
            return 1
        return await self._reckoning()

    async def _begin(self) -> None:
        self.line.title("The desk opens: two mailboxes, Telegram, Slack")
        lamps = [channel.health for channel in self.app.channels.values()]
        _, took = await self.line.until("all channels are well", lambda: all(lamp.green for lamp in lamps) or None)
        self.line.happened("Ringback", "all channels", ", ".join(lamp.name for lamp in lamps) + ": well", took)

    async def _printer(self) -> None:
        self.line.title("A mail in Chinese; the first solution does not help")
        zhang = MailCustomer(self.stage, self.line, "张伟", "zhang.wei@huaxing.example")
        await zhang.writes(SUPPORT, "打印机坏了", "您好，三楼的打印机从今天早上起一直卡纸，请帮忙看看。")
        asked = await zhang.hears("RB-1001")
        await self.anna.sees("RB-1001", "打印机坏了")
        await zhang.replies(asked, "公司：华星电子有限公司\n电话：13800138000\n优先级：P2")
        await self.anna.sees("RB-1001", "华星电子有限公司")
        await zhang.hears("RB-1001")
        await self.anna.clicks("RB-1001", "ticket_acknowledge", "Acknowledge")
        await self.anna.writes("RB-1001", "ticket_reply", "Reply", text="您好，请问屏幕上显示什么错误代码？")
        await zhang.hears("错误代码")
        await self.anna.writes("RB-1001", "ticket_solve", "Solve", text="请打开后盖，取出卡住的纸，再重启打印机。")
        solution = await zhang.hears("取出卡住的纸")
        await zhang.presses(solution, "还是不行")
        await zhang.hears("RB-1001")
        await self.anna.writes("RB-1001", "ticket_solve", "Solve", text="已为您更换进纸轮，请再试一次。")
        solution = await zhang.hears("进纸轮")
        await zhang.presses(solution, "已解决")
        await zhang.hears("RB-1001")

    async def _outage(self) -> None:
        self.line.title("Telegram, P1: the whole company is offline")
        li = ChatCustomer(self.stage, self.line, "李娜", 700100)
        await li.writes("全公司上不了网，订单都停了！")
        await li.hears("RB-1002")
        await li.writes("远东贸易有限公司")
        await li.hears("电话")
        await li.writes("021-62345678")
        levels = await li.hears("P1")
        await li.presses(levels, "P1")
        await li.hears("RB-1002")
        await self.bo.sees("RB-1002", "P1")
        await self.bo.clicks("RB-1002", "ticket_acknowledge", "Acknowledge")
        await li.hears("Bo Chen")
        await self.bo.writes(
            "RB-1002", "ticket_solve", "Solve", text="核心交换机电源故障，已切换到备用电源，网络已恢复。"
        )
        solution = await li.hears("备用电源")
        await li.presses(solution, "已解决")
        await li.hears("RB-1002")

    async def _question(self) -> None:
        self.line.title("A mail in English; silence, a reminder the next day, then an answer")
        emma = MailCustomer(self.stage, self.line, "Emma Brown", "emma@northwind.example")
        text = "How do we add a second administrator?\n\nCompany: Northwind Ltd\nPhone: +44 20 7946 0018\nPriority: P4"
        await emma.writes(SALES, "A question about accounts", text)
        await emma.hears("RB-1003")
        await self.anna.sees("RB-1003", "Northwind Ltd")
        await self.anna.clicks("RB-1003", "ticket_acknowledge", "Acknowledge")
        await self.anna.writes(
            "RB-1003", "ticket_solve", "Solve", text="Open Settings > People and choose *Administrator*."
        )
        await emma.hears("Settings > People")
        self.stage.clock.forward(timedelta(hours=25))
        self.line.happened("", "", "… a day passes, Emma has not answered …")
        reminder = await emma.hears("RB-1003")
        await emma.replies(reminder, "Sorry for the delay. It works now, thank you!")
        await emma.hears("RB-1003")

    async def _shop_floor(self) -> None:
        self.line.title("Slack, the customers' channel: two engineers reach for one ticket")
        carlos = SlackCustomer(self.stage, self.line, "Carlos Diaz", "U0CARLOS", CUSTOMERS)
        await carlos.writes("The label printer in hall 2 prints blank labels since this morning.")
        await carlos.hears("RB-1004")
        await carlos.writes("Diaz Logistics")
        await carlos.hears("phone")
        await carlos.writes("+34 912 345 678")
        levels = await carlos.hears("P1")
        await carlos.presses(levels, "P3")
        await carlos.hears("RB-1004")
        card = await self.anna.sees("RB-1004", "Diaz Logistics")
        await self.anna.clicks("RB-1004", "ticket_acknowledge", "Acknowledge")
        await self.bo.reaches_too_late(card, "ticket_acknowledge", "RB-1004 [Acknowledge], a moment later")
        await self.bo.is_told("Anna")
        await carlos.hears("Anna")
        await self.anna.writes(
            "RB-1004", "ticket_solve", "Solve", text="The ribbon was in backwards; please turn it round."
        )
        solution = await carlos.hears("ribbon")
        await carlos.presses(solution, "Solved")
        await carlos.hears("RB-1004")

    async def _reckoning(self) -> int:
        self.line.title("The day is over")
        forgotten = 0
        for number in range(1, 5):
            card = await self.app.desk.card(number)
            assert card is not None
            reached = card.reached_at is not None and card.confirmed_at is not None
            forgotten += not reached
            state = f"reached by {card.reached_by}, confirmed" if reached else f"NOT REACHED ({card.status})"
            self.line.happened(card.requester, card.reference, state)
        self.line.happened(
            "", "", "Every customer was reached." if not forgotten else f"{forgotten} customers forgotten."
        )
        return 0 if not forgotten else 1
