"""What other apps may want to know of."""

from django.dispatch import Signal

# Sent by `load_reference` when the portal's own files are loaded; whoever has more reference
# data loads it then, and answers with its name and a `domain.reference.Tally`.
reference_loaded = Signal()

# Sent by `domain.participants.erase_names`, inside its transaction, with the `workshop`: whoever
# keeps names elsewhere forgets them too.
names_erased = Signal()
