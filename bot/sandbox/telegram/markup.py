"""Keyboards under a message: https://core.telegram.org/bots/api#inlinekeyboardmarkup and #replykeyboardmarkup."""

from urllib.parse import urlsplit

from .errors import Json, bad_request

_STYLES = ("danger", "success", "primary")


def inline_keyboard(markup: Json | None) -> Json | None:
    """The keyboard to keep under a message, checked; None when there is none or it has no button."""
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(len(row) for row in rows) > 100:
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            _check_inline_button(button)
    return {"inline_keyboard": rows} if rows else None


def _check_inline_button(button: Json) -> None:
    """Exactly one action, https://core.telegram.org/bots/api#inlinekeyboardbutton."""
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    _check_style(button)
    actions = [name for name in ("url", "callback_data") if name in button]
    if len(actions) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
            if not actions
            else "can't parse inline keyboard button: more than one action"
        )
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(button["url"])


def _check_style(button: Json) -> None:
    if button.get("style", "primary") not in _STYLES:
        raise bad_request(f"invalid button style: {button['style']}")


def _check_url(url: str) -> None:
    """HTTP or tg:// only; a host without a dot is refused by the service."""
    parts = urlsplit(url)
    if parts.scheme == "tg":
        return
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def check_reply_keyboard(markup: Json, *, private: bool) -> None:
    """Buttons that ask for a phone or a place work in private chats only: #keyboardbutton."""
    rows = [row for row in markup["keyboard"] if row]
    if not rows:
        raise bad_request("reply keyboard must have at least one button")
    for button in (button for row in rows for button in row):
        _check_style(button)
        if not button["text"].strip():
            raise bad_request("keyboard button text must be non-empty")
        if button.get("request_contact") and button.get("request_location"):
            raise bad_request("can't parse keyboard button: more than one request")
        if button.get("request_contact") and not private:
            raise bad_request("phone number can be requested in private chats only")
        if button.get("request_location") and not private:
            raise bad_request("location can be requested in private chats only")


def shown_buttons(message: Json) -> list[Json]:
    """The inline buttons under `message`, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
