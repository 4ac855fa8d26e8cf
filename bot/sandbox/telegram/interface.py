"""The part of the published interface that the sandbox emulates, as small tables.

Written as `name:Type`, `*` after the name where it is required, `[Type]` for an array, `|` between
alternatives. Sources: https://core.telegram.org/bots/api#available-methods and #available-types.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """Fields of a method or of an object: their types, which are required, which are known but not emulated."""

    name: str
    fields: Mapping[str, str]
    required: frozenset[str]
    absent: frozenset[str] = frozenset()


def _shape(name: str, fields: str, absent: str = "") -> Shape:
    pairs = [field.split(":", 1) for field in fields.split()]
    required = frozenset(field[:-1] for field, _ in pairs if field.endswith("*"))
    return Shape(name, {field.rstrip("*"): kind for field, kind in pairs}, required, _names(absent))


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ANY_MARKUP = "reply_markup:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply"
_SENT = f"disable_notification:Boolean protect_content:Boolean reply_parameters:ReplyParameters {_ANY_MARKUP}"
_NOT_SENT = (
    "business_connection_id message_thread_id direct_messages_topic_id allow_paid_broadcast message_effect_id "
    "suggested_post_parameters"
)
_CAPTION = "caption:String parse_mode:String caption_entities:[MessageEntity]"
_TEXT = "parse_mode:String entities:[MessageEntity] link_preview_options:LinkPreviewOptions"
_EDITED = "business_connection_id inline_message_id"

METHODS: Mapping[str, Shape] = {
    shape.name: shape
    for shape in (
        _shape("getMe", ""),
        _shape("logOut", ""),
        _shape("close", ""),
        _shape("getUpdates", "offset:Integer limit:Integer timeout:Integer allowed_updates:[String]"),
        _shape(
            "setWebhook",
            "url*:String max_connections:Integer allowed_updates:[String] drop_pending_updates:Boolean "
            "secret_token:String",
            "certificate ip_address",
        ),
        _shape("deleteWebhook", "drop_pending_updates:Boolean"),
        _shape("getWebhookInfo", ""),
        _shape("sendMessage", f"chat_id*:Integer|String text*:String {_TEXT} {_SENT}", _NOT_SENT),
        _shape(
            "sendPhoto",
            f"chat_id*:Integer|String photo*:InputFile|String {_CAPTION} show_caption_above_media:Boolean "
            f"has_spoiler:Boolean {_SENT}",
            _NOT_SENT,
        ),
        _shape(
            "sendDocument",
            f"chat_id*:Integer|String document*:InputFile|String {_CAPTION} "
            f"disable_content_type_detection:Boolean {_SENT}",
            f"{_NOT_SENT} thumbnail",
        ),
        _shape(
            "sendChatAction",
            "chat_id*:Integer|String action*:String",
            "business_connection_id message_thread_id",
        ),
        # chat_id, message_id and text are optional in the interface only for what is not emulated here
        # (inline messages, rich messages).
        _shape(
            "editMessageText",
            f"chat_id*:Integer|String message_id*:Integer text*:String {_TEXT} reply_markup:InlineKeyboardMarkup",
            f"{_EDITED} rich_message",
        ),
        _shape(
            "editMessageReplyMarkup",
            "chat_id*:Integer|String message_id*:Integer reply_markup:InlineKeyboardMarkup",
            _EDITED,
        ),
        _shape("deleteMessage", "chat_id*:Integer|String message_id*:Integer"),
        _shape(
            "answerCallbackQuery",
            "callback_query_id*:String text:String show_alert:Boolean cache_time:Integer",
            "url",
        ),
        _shape("setMyCommands", "commands*:[BotCommand] scope:BotCommandScope language_code:String"),
        _shape("getMyCommands", "scope:BotCommandScope language_code:String"),
        _shape("getFile", "file_id*:String"),
        _shape("getChat", "chat_id*:Integer|String"),
    )
}

OBJECTS: Mapping[str, Shape] = {
    shape.name: shape
    for shape in (
        _shape(
            "MessageEntity",
            "type*:String offset*:Integer length*:Integer url:String user:User language:String "
            "custom_emoji_id:String unix_time:Integer date_time_format:String",
        ),
        _shape(
            "User",
            "id*:Integer is_bot*:Boolean first_name*:String last_name:String username:String "
            "language_code:String is_premium:Boolean",
        ),
        _shape(
            "LinkPreviewOptions",
            "is_disabled:Boolean url:String prefer_small_media:Boolean "
            "prefer_large_media:Boolean show_above_text:Boolean",
        ),
        _shape(
            "ReplyParameters",
            "message_id*:Integer chat_id:Integer|String allow_sending_without_reply:Boolean",
            "quote quote_parse_mode quote_entities quote_position checklist_task_id poll_option_id",
        ),
        _shape("InlineKeyboardMarkup", "inline_keyboard*:[[InlineKeyboardButton]]"),
        _shape(
            "InlineKeyboardButton",
            "text*:String url:String callback_data:String style:String",
            "icon_custom_emoji_id web_app login_url switch_inline_query switch_inline_query_current_chat "
            "switch_inline_query_chosen_chat copy_text callback_game pay",
        ),
        _shape(
            "ReplyKeyboardMarkup",
            "keyboard*:[[KeyboardButton]] is_persistent:Boolean resize_keyboard:Boolean "
            "one_time_keyboard:Boolean input_field_placeholder:String selective:Boolean",
        ),
        _shape(
            "KeyboardButton",
            "text*:String style:String request_contact:Boolean request_location:Boolean",
            "icon_custom_emoji_id request_users request_chat request_managed_bot request_poll web_app",
        ),
        _shape("ReplyKeyboardRemove", "remove_keyboard*:Boolean selective:Boolean"),
        _shape("ForceReply", "force_reply*:Boolean input_field_placeholder:String selective:Boolean"),
        _shape("BotCommand", "command*:String description*:String"),
        _shape("BotCommandScope", "type*:String chat_id:Integer|String user_id:Integer"),
    )
}

# https://core.telegram.org/bots/api#update
UPDATE_KINDS = _names(
    "message edited_message channel_post edited_channel_post business_connection business_message "
    "edited_business_message deleted_business_messages guest_message message_reaction message_reaction_count "
    "inline_query chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media "
    "poll poll_answer my_chat_member chat_member chat_join_request chat_boost removed_chat_boost "
    "managed_bot"
)
# https://core.telegram.org/bots/api#getupdates: these come only to those who ask for them.
ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

# https://core.telegram.org/bots/api#messageentity: the type, and the field it cannot do without.
ENTITY_NEEDS: Mapping[str, str] = dict.fromkeys(
    _names(
        "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler "
        "blockquote expandable_blockquote code pre"
    ),
    "",
) | {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}

# https://core.telegram.org/bots/api#sendchataction
CHAT_ACTIONS = _names(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note"
)

# https://core.telegram.org/bots/api#botcommandscope
COMMAND_SCOPES: Mapping[str, frozenset[str]] = {
    "default": frozenset(),
    "all_private_chats": frozenset(),
    "all_group_chats": frozenset(),
    "all_chat_administrators": frozenset(),
    "chat": frozenset({"chat_id"}),
    "chat_administrators": frozenset({"chat_id"}),
    "chat_member": frozenset({"chat_id", "user_id"}),
}
