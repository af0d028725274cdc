"""Word files: minutes, annex on participation, project briefs. Only here Word is written."""
