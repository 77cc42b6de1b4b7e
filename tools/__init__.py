"""Scripts for those who work on ecslint; `make` calls them."""
