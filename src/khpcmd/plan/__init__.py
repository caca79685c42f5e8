"""The plan: its models (``model``), and how a YAML file becomes one (``load``, where to start reading)."""
