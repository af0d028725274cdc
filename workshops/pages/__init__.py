"""What a page shows, read and put in words: below the views, above forms, stream and domain."""
