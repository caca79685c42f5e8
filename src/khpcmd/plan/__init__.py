"""The plan: how a YAML file becomes models. Start at ``load``.

``yaml_source`` parses the text and keeps every place, ``model`` says what a plan is, ``mistakes`` words what the models
refuse, ``checks`` finds what a model cannot see (asking ``review``), and ``lint`` gives advice.
"""
