"""Files and folders of the user's become `PublishedModel`s: found by what is in them, held against what is known of
their family, and never run."""
