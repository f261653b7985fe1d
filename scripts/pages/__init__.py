"""The site's computed parts: a pure renderer from the state of affairs to HTML fragments and data files."""
