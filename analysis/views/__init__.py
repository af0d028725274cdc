"""The planner's pages. Loaded on demand (`analysis.urls`)."""
