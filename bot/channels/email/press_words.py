"""What the mail of a button says until its writer adds something, by language.

By itself, for the process that reads mail loads nothing of what composes it."""

PRESS = {"zh": "请直接发送此邮件，也可以补充说明。", "en": "Just send this mail. You may add a few words."}
