"""One module or package per input language; each produces resources."""
