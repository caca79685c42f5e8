"""Why a question could not be answered, as a sentence: a command line, or a call of the library."""

from collections.abc import Mapping

from khpcmd.i18n import Messages


def misuse_sentence(kind: str, params: Mapping[str, str], messages: Messages) -> str:
    """The sentence of a Misuse or a UsageError, with "did you mean" if there is a suggestion."""
    values = {name: value for name, value in params.items() if name != "suggestion"}
    if "reason" in values:
        values["reason"] = system_word(values["reason"], messages)
    sentence = messages.text("usage.error", message=messages.sentence(f"usage.{kind}", **values))
    hint = messages.suggestion(params.get("suggestion", ""))
    return f"{sentence} {hint}" if hint else sentence


def system_word(reason: str, messages: Messages) -> str:
    """What the system says of a failure, in the reader's language if the catalogue has it."""
    key = "os_" + "_".join(reason.lower().replace("-", " ").split())
    word = messages.word(key)
    return reason if word == key else word
