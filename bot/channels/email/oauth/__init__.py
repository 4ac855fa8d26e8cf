"""OAuth2 for a mailbox: its access token is fetched, kept sealed, renewed ahead, and shown to IMAP and SMTP."""
