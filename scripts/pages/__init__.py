"""The site's pages, drawn from what the site knows, ready for a builder of static sites."""
