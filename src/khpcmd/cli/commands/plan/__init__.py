"""The commands of ``khpcmd plan``, for whoever writes a plan."""
