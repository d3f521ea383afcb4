"""The desk's MongoDB: speaks models, each verb safe to repeat."""
