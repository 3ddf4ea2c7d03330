"""Training of the reader: data, network, runs, export. Imports dotterel; nothing in dotterel imports it."""
