"""What Dotterel knows ahead of any page: the ontology, actors, places."""
