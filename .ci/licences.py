"""The packages of the environment that it runs in, with their licences as SPDX expressions, a line each.

    env/bin/python .ci/licences.py

What a package says itself counts (``License-Expression``, or an SPDX identifier in ``License``); else its classifier,
where that stands for one licence, with the text of the licence where it does not. A package of which none is known ends
it with 1.
"""

import sys
from importlib.metadata import Distribution, distributions

OWN_TOOLS = {"pip", "setuptools"}
"""They are in every new environment and are no part of khpcmd."""
BY_CLASSIFIER = {
    "MIT License": "MIT",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Classifiers that stand for one licence. "BSD License" does not: it is told by its text."""


IDENTIFIERS = {*BY_CLASSIFIER.values(), "BSD-2-Clause", "BSD-3-Clause"}


def text(package: Distribution) -> str:
    """The texts of the licences that come with a package."""
    files = [one for one in package.files or () if one.name.upper().startswith(("LICENSE", "LICENCE", "COPYING"))]
    return "\n".join(one.read_text(encoding="utf-8") for one in files)


def licence(package: Distribution) -> str:
    """The SPDX expression of a package; empty where none is known."""
    if expression := package.metadata.get("License-Expression"):
        return expression
    if (identifier := package.metadata.get("License")) in IDENTIFIERS:
        return str(identifier)
    said = {
        one.rpartition(" :: ")[2]
        for one in package.metadata.get_all("Classifier") or ()
        if one.startswith("License ::") and " :: " in one.removeprefix("License :: ")
    }
    if said == {"BSD License"} and "Redistributions in binary form" in (whole := " ".join(text(package).split())):
        return "BSD-3-Clause" if "Neither the name" in whole else "BSD-2-Clause"
    found = {BY_CLASSIFIER.get(one, "") for one in said}
    return " AND ".join(sorted(found)) if found and "" not in found else ""


def main() -> int:
    packages = sorted(distributions(), key=lambda one: one.metadata["Name"].lower())
    found = [(one.metadata["Name"], one.version, licence(one)) for one in packages]
    found = [one for one in found if one[0].lower() not in OWN_TOOLS]
    for name, version, terms in found:
        sys.stdout.write(f"{name} {version}: {terms or '?'}\n")
    return 1 if any(not terms for *_, terms in found) else 0


if __name__ == "__main__":
    sys.exit(main())
