"""Whether figures can be relied on (``sound``), and how the targets stand (``verdict``): start at either."""
