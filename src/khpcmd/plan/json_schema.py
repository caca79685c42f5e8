"""The JSON Schema of plan files, for editors: what the models say, with a hover text in both languages for each key."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from functools import cache
from inspect import get_annotations, getsource
from itertools import pairwise, product
from textwrap import dedent
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.measures import KINDS
from khpcmd.measures.threshold import Ends, Threshold
from khpcmd.plan.base import Text
from khpcmd.plan.model import Plan

DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMMAND = "khpcmd plan schema > docs/plan.schema.json"
"""The command that writes the published schema."""

LANGUAGE_OF_MODELS = "en"
"""The language of the texts in the models; those in all others are in the catalogues."""
QUOTED = re.compile(r'``[^`]*``|"(?P<said>[^"]*)"')

APART = (
    ("at_least", "more_than"),
    ("at_most", "less_than"),
    *product(("equal_to",), ("at_least", "more_than", "at_most", "less_than")),
)
"""Keys of a threshold that do not stand together."""


def plan_schema() -> str:
    """The schema as the text of a file. It takes all that the loader takes, but knows nothing of names and references,
    nor which languages a text has to be in.

    Days are strings there: YAML has them as they are written, JSON has no other way.
    """
    found = Plan.model_json_schema(schema_generator=_Generator)
    schema = {"$schema": DIALECT, "title": "khpcmd plan", **found}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def hover_text(model: type[BaseModel], key: str, messages: Messages) -> str:
    """What a key is for: in English what the model says below it (or of itself, for its ``kind``), in another language
    what the catalogue says."""
    if messages.language != LANGUAGE_OF_MODELS:
        return messages.template(text_key(model, key))
    name, owner = _declared(model, key)
    said = (owner.__doc__ or "").partition("\n\n")[0] if name == "kind" else _below(owner)[name]
    return typeset(" ".join(said.split())).replace("``", "")


def text_key(model: type[BaseModel], key: str) -> str:
    """Under which key a catalogue has the hover text: that of the class that declares the field,
    in the kind's own table where that is a kind of measure."""
    _, owner = _declared(model, key)
    return f"measures.{kind_of(owner)}.key.{key}" if owner in KINDS else f"plan_keys.{owner.__name__}.{key}"


def typeset(docstring: str) -> str:
    """A docstring with the quotation marks of printed English, but for those in code."""
    return QUOTED.sub(lambda found: found[0] if found["said"] is None else f"“{found['said']}”", docstring)


def _declared(model: type[BaseModel], key: str) -> tuple[str, type]:
    """The name of the field that a key fills, and the class that declares it."""
    name = next(name for name, field in model.model_fields.items() if key in (name, field.alias))
    return name, next(cls for cls in model.__mro__ if name in get_annotations(cls))


@cache
def _below(model: type) -> Mapping[str, str]:
    """By field of a class, the text below it. Pydantic could collect these texts, but every run of khpcmd would then
    read and parse the sources again."""
    definition = ast.parse(dedent(getsource(model))).body[0]
    found = dict[str, str]()
    for statement, below in pairwise(getattr(definition, "body", ())):
        match statement, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = text
    return found


def kind_of(model: type[BaseModel]) -> str:
    """The ``kind`` that a model is chosen by."""
    kinds: tuple[Any, ...] = get_args(model.model_fields["kind"].annotation)
    return str(kinds[0])


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, without titles made from names and without defaults that say nothing."""

    _messages = tuple(Messages(language) for language in LANGUAGES)

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  # of no field
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """A mapping with its keys, each with its hover text."""
        found, model = super().model_schema(schema), schema["cls"]
        found.pop("title", None)
        found["description"] = " ".join((model.__doc__ or "").partition("\n\n")[0].split()).replace("``", "`")
        for key, about in found.get("properties", {}).items():
            if about.get("default") in (None, [], {}):
                about.pop("default", None)
            about["description"] = "\n\n".join(hover_text(model, key, messages) for messages in self._messages)
        if model is Text:
            plain = {key: found["properties"]["vi"][key] for key in ("minLength", "maxLength")}
            del found["required"]
            found |= {"type": ["object", "string"], "minProperties": 1, **plain}
        if model is Threshold:
            found["minProperties"] = 1
        if issubclass(model, Ends):
            found["not"] = {"anyOf": [{"required": list(keys)} for keys in APART]}
        return found

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """One of several mappings; each has its tag as a constant, and needs no word of another language beside it."""
        found = super().tagged_union_schema(schema)
        found.pop("discriminator", None)
        return found

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """A mapping by ids; what no id matches is refused, whatever the version of pydantic says of it."""
        found = super().dict_schema(schema)
        found.pop("patternProperties", None)
        found["propertyNames"] = self.generate_inner(schema["keys_schema"])
        found["additionalProperties"] = self.generate_inner(schema["values_schema"])
        return found

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """What a validator lets stand for a list: one name alone."""
        found = self.generate_inner(schema["schema"])
        return {"anyOf": [found["items"], {**found, "minItems": 1}]} if found.get("type") == "array" else found
