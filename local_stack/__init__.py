"""Everything Azure that the app needs, on one laptop. Imports the app; the app never imports it."""
