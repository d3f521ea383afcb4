"""Tests on real servers: Kafka, MongoDB, whole processes."""
