"""Pictures of what a room thinks: where each dot, bar and shade goes, as plain numbers.

No database and no markup in here: `templates/workshops/pictures` draws them, on the projector
and on the analysis pages alike. What may be shown is decided by whoever calls.
"""
