"""What ``pip inspect`` says of an environment, as a list of packages with their licences (SPDX), a line each.

A package without an SPDX expression is listed with the words of its classifiers; one that says nothing ends it with 1.
"""

import json
import sys

OWN_TOOLS = {"pip", "setuptools"}
"""They are in every new environment and are no part of khpcmd."""


def licence(head: "dict[str, object]") -> str:
    """The licence of a package: its SPDX expression, else its classifiers, else its text where that is one line."""
    if expression := head.get("license_expression"):
        return str(expression)
    classifiers = head.get("classifier") or []
    listed = classifiers if isinstance(classifiers, list) else []
    said = [str(one).rpartition(" :: ")[2] for one in listed if str(one).startswith("License ::")]
    text = str(head.get("license") or "")
    return ", ".join(said) or (text if "\n" not in text else "")


def main() -> int:
    heads = [one["metadata"] for one in json.load(sys.stdin)["installed"]]
    found = sorted((str(head["name"]), str(head["version"]), licence(head)) for head in heads)
    found = [one for one in found if one[0] not in OWN_TOOLS]
    for name, version, terms in found:
        sys.stdout.write(f"{name} {version}: {terms or '?'}\n")
    return 1 if any(not terms for *_, terms in found) else 0


if __name__ == "__main__":
    sys.exit(main())
