"""What a Telegram message holds, as text and attachments: https://core.telegram.org/bots/api#message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.messages import Attachment

Json = Mapping[str, Any]

#: Field -> (ending, media type) where the file names none itself. An animation comes as a document too.
_FILES: Mapping[str, tuple[str, str]] = {
    "animation": ("mp4", "video/mp4"),
    "audio": ("mp3", "audio/mpeg"),
    "document": ("bin", "application/octet-stream"),
    "sticker": ("webp", "image/webp"),
    "video": ("mp4", "video/mp4"),
    "video_note": ("mp4", "video/mp4"),
    "voice": ("oga", "audio/ogg"),
}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Fields of messages that nobody wrote: https://core.telegram.org/bots/api#message.
SERVICE = _names(
    "new_chat_members left_chat_member new_chat_title new_chat_photo delete_chat_photo group_chat_created "
    "supergroup_chat_created channel_chat_created message_auto_delete_timer_changed migrate_to_chat_id "
    "migrate_from_chat_id pinned_message proximity_alert_triggered boost_added chat_background_set "
    "forum_topic_created forum_topic_edited forum_topic_closed forum_topic_reopened general_forum_topic_hidden "
    "general_forum_topic_unhidden video_chat_scheduled video_chat_started video_chat_ended "
    "video_chat_participants_invited chat_owner_changed chat_owner_left checklist_tasks_added checklist_tasks_done "
    "direct_message_price_changed gift gift_upgrade_sent giveaway_created giveaway_completed managed_bot_created "
    "paid_message_price_changed poll_option_added poll_option_deleted refunded_payment successful_payment "
    "suggested_post_approval_failed suggested_post_approved suggested_post_declined suggested_post_paid "
    "suggested_post_refunded unique_gift write_access_allowed connected_website users_shared chat_shared"
)

#: Fields that say where a message stands, not what it holds.
_FRAME = _names(
    "message_id message_thread_id from sender_chat sender_boost_count sender_business_bot date chat "
    "forward_origin is_topic_message is_automatic_forward reply_to_message external_reply quote reply_to_story "
    "via_bot edit_date has_protected_content is_from_offline media_group_id author_signature text entities "
    "link_preview_options effect_id caption caption_entities show_caption_above_media has_media_spoiler "
    "sender_tag is_paid_post paid_star_count direct_messages_topic suggested_post_info reply_to_checklist_task_id "
    "reply_to_poll_option_id reply_markup photo contact location venue"
) | frozenset(_FILES)


@dataclass(frozen=True, slots=True)
class Content:
    """The text to show, the files, a phone number of his own, and why something could not be shown."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    contact: str = ""
    trouble: str = ""


def plain(value: object) -> str:
    """A text of the provider without what a database refuses: lone surrogates and NUL. Raises TypeError."""
    if not isinstance(value, str):
        raise TypeError(f"text expected, {type(value).__name__} found")
    return value.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def content_of(message: Json, sender_id: int) -> Content:
    """Reads what a message holds. Raises KeyError, TypeError, ValueError for what is malformed."""
    text = plain(message.get("text") or message.get("caption") or "")
    extra, contact = [text] if text else [], ""
    if "contact" in message:
        shown, contact = _contact(message["contact"], sender_id)
        extra.append(shown)
    if "venue" in message:
        extra.append(f"{plain(message['venue']['title'])}, {plain(message['venue']['address'])}")
    if "location" in message:
        extra.append(_place(message["location"]))
    if "sticker" in message and (emoji := plain(message["sticker"].get("emoji") or "")):
        extra.append(emoji)
    unknown = sorted(message.keys() - _FRAME)
    trouble = f"a kind of message that cannot be shown here: {', '.join(unknown)}" if unknown and not extra else ""
    files = _attachments(message)
    return Content("\n".join(extra), files, contact, "" if files else trouble)


def _contact(contact: Json, sender_id: int) -> tuple[str, str]:
    """Name and number; the number is his own only if the contact is he himself: #contact, user_id. Such a number is an
    international one, and some of Telegram's programs leave its plus sign out."""
    phone = plain(contact["phone_number"])
    if contact.get("user_id") == sender_id:
        own = f"+{phone}" if phone.isdecimal() else phone
        return own, own
    name = " ".join(plain(contact[key]) for key in ("first_name", "last_name") if contact.get(key))
    return f"{name} {phone}".strip(), ""


def _place(location: Json) -> str:
    latitude, longitude = float(location["latitude"]), float(location["longitude"])
    link = f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
    return f"{latitude}, {longitude}\n{link}"


def _attachments(message: Json) -> tuple[Attachment, ...]:
    number = message.get("message_id", 0)
    files = [
        _file(message[kind], f"{kind}-{number}.{ending}", media_type)
        for kind, (ending, media_type) in _FILES.items()
        if kind in message and not (kind == "document" and "animation" in message)
    ]
    if message.get("photo"):
        largest = max(message["photo"], key=lambda size: int(size["width"]) * int(size["height"]))
        files.append(_file(largest, f"photo-{number}.jpg", "image/jpeg"))
    return tuple(files)


def _file(file: Json, name: str, media_type: str) -> Attachment:
    return Attachment(
        name=plain(file.get("file_name") or name),
        media_type=plain(file.get("mime_type") or media_type),
        size=int(file.get("file_size") or 0),
        reference=plain(file["file_id"]),
    )
