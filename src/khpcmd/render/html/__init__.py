"""The report as one HTML page for the person who answers for the plan; start at ``page``.

It says what stands on the page and in which order, ``bars`` how a result is drawn, ``heat`` how each unit stands
against each target. ``page.html``, ``page.css`` and ``page.js`` are the page itself.
"""
