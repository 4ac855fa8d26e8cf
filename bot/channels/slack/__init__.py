"""Slack: customers' messages, and the desk of the engineers, over Socket Mode."""
