"""The mail room: mailboxes over IMAP and SMTP."""
