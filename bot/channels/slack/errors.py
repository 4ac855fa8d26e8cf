"""What becomes of a delivery that Slack refused, as a table.

https://docs.slack.dev/reference/methods/chat.postMessage#errors, .../chat.update#errors,
.../conversations.open#errors, .../files.completeUploadExternal#errors
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.messages import DeliveryError

#: Slack's word -> (trying again is useless, what it means). A word that is missing here is tried again.
VERDICTS: Mapping[str, tuple[bool, str]] = {
    # The place or person is gone: another way to the customer is needed.
    "channel_not_found": (True, "the conversation does not exist or the app is not in it"),
    "not_in_channel": (True, "the app is not a member of the channel"),
    "is_archived": (True, "the channel is archived"),
    "user_not_found": (True, "the person does not exist"),
    "users_not_found": (True, "the person does not exist"),
    "user_disabled": (True, "the person's account is switched off"),
    "user_not_visible": (True, "the app may not see the person"),
    "cannot_dm_bot": (True, "a robot cannot be written to"),
    "messages_tab_disabled": (True, "direct messages to the app are switched off"),
    "thread_not_found": (True, "the thread does not exist any more"),
    "cannot_reply_to_message": (True, "the thread does not exist any more"),
    "message_not_found": (True, "the message does not exist any more"),
    "cant_update_message": (True, "the message may not be changed"),
    "edit_window_closed": (True, "the message may not be changed any more"),
    "restricted_action": (True, "a rule of the workspace forbids it"),
    "restricted_action_thread_locked": (True, "the thread is locked"),
    "restricted_action_read_only_channel": (True, "the channel is read-only"),
    "restricted_action_thread_only_channel": (True, "the channel takes replies in threads only"),
    "restricted_action_non_threadable_channel": (True, "the channel takes no threads"),
    "team_not_found": (True, "the workspace does not exist any more"),
    # The message itself: the same again will be refused again.
    "invalid_blocks": (True, "Slack does not take the blocks"),
    "invalid_blocks_format": (True, "Slack does not take the blocks"),
    "msg_blocks_too_long": (True, "the message is too long"),
    "msg_too_long": (True, "the message is too long"),
    "no_text": (True, "the message is empty"),
    "invalid_arguments": (True, "Slack does not take the call"),
    "invalid_metadata_format": (True, "Slack does not take the metadata"),
    "metadata_too_large": (True, "the metadata is too large"),
    "invalid_form_data": (True, "Slack does not take the call"),
    "file_upload_size_restricted": (True, "the file is too large"),
    "storage_limit_reached": (True, "the workspace is out of storage"),
    # The installation: an admin has to put it right, and then the row still goes out.
    "invalid_auth": (False, "Slack does not accept the bot token"),
    "not_authed": (False, "the bot token is missing"),
    "account_inactive": (False, "the app was removed from the workspace"),
    "token_revoked": (False, "the bot token was revoked"),
    "token_expired": (False, "the bot token has expired"),
    "missing_scope": (False, "the app lacks a permission"),
    "no_permission": (False, "the app lacks a permission"),
    "access_denied": (False, "the app lacks a permission"),
    "org_login_required": (False, "the workspace is being moved"),
    "team_added_to_org": (False, "the workspace is being moved"),
    # Slack itself.
    "ratelimited": (False, "Slack asks for patience"),
    "rate_limited": (False, "Slack asks for patience"),
    "message_limit_exceeded": (False, "Slack asks for patience"),
    "service_unavailable": (False, "Slack is not available"),
    "fatal_error": (False, "Slack had an error of its own"),
    "internal_error": (False, "Slack had an error of its own"),
    "request_timeout": (False, "Slack took too long"),
}
#: The thread is gone with its card: internal posts go to the channel instead.
THREADLESS = frozenset({"thread_not_found", "cannot_reply_to_message"})
#: A message that cannot be changed any more: the card is posted anew.
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
#: Errors after which Slack may have done it all the same ("it is possible some aspect of the operation succeeded").
UNSURE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})


class RefusedError(DeliveryError):
    """Slack answered `"ok": false`; `code` is its word for why."""

    def __init__(self, code: str, retry_after: float | None = None) -> None:
        permanent, meaning = VERDICTS.get(code, (False, "Slack refused it"))
        unsure = code in UNSURE
        super().__init__(f"{meaning} ({code})", permanent=permanent, retry_after=retry_after, ambiguous=unsure)
        self.code = code
