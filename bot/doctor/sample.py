"""Values of every name that templates may use."""

from __future__ import annotations

from collections.abc import Mapping

SAMPLE: Mapping[str, object] = {
    "reference": "RB-1001",
    "subject": "Re: Printer on fire",
    "name": "Ann 李",
    "language": "en",
    "channel": "email:support",
    "phone": "+86 10 6552 9988",
    "engineer": "Wang",
    "text": "It burns.\n\nReally.",
    "hours": "9-18",
    "opens": "Monday 23 February 09:00",
    "mailbox": "support@example.org",
    "missing": ["name", "organisation", "phone", "priority"],
    "known": {"name": "Ann 李", "organisation": "Acme", "phone": "+86 10 6552 9988", "priority": "P2"},
    "ask": "priority",
    "noted": ["name", "phone", "priority"],
    "words": "unacceptable",
    "priority": "P2",
    "before": "P3",
    "status": "open",
    "solution": "1. Switch it off\n2. Wait",
    "version": 2,
    "count": 2,
    "attachments": ["a*b.png", "c.pdf"],
    "file": "a*b.png",
    "trouble": "no text part",
    "cause": "552 full",
    "outcome": "reached",
    "state": "undeliverable",
    "address": "ann@example.org",
    "tier": "specialist",
}
