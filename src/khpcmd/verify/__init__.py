"""Whether saved results belong to the files: ``run.verify`` judges anew and compares, ``page`` puts it into words."""
