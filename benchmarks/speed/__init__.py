"""How fast Dotterel reads, and how much memory it takes."""
